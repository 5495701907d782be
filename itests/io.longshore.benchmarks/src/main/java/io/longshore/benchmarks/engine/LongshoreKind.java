// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.engine;

import io.longshore.api.containers.RuntimeInfo;
import io.longshore.itests.support.ShimKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One way in which Longshore runs containers.
 *
 * @param grouped its containers share a shim
 */
public record LongshoreKind(ShimKind shim, boolean grouped) {
    /** The runtime name of those shims that may serve several containers. */
    private static final String RUNC_V2 = "io.containerd.runc.v2";

    /** One for each kind of shim there is; and for the one that can, also with containers that share a shim. */
    public static List<LongshoreKind> all() {
        List<LongshoreKind> kinds = new ArrayList<>();
        ShimKind.all().forEach(shim -> {
            kinds.add(new LongshoreKind(shim, false));
            if (shim.runtimeName().equals(RUNC_V2)) {
                kinds.add(new LongshoreKind(shim, true));
            }
        });
        return kinds;
    }

    /** Those whose tasks go on without this process. */
    public static List<LongshoreKind> outlivingUs() {
        return all().stream()
                .filter(kind -> ShimKind.withProcess().anyMatch(each -> each == kind.shim))
                .toList();
    }

    public String name() {
        return "longshore " + shim.name().toLowerCase(Locale.ROOT) + (grouped ? " grouped" : "");
    }

    String rival() {
        return shim.runtimeName().equals(RuntimeInfo.LINUX_V1) ? Engine.CONTAINERD_V1 : Engine.CONTAINERD_V2;
    }
}

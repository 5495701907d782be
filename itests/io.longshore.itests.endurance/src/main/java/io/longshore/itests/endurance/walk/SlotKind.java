// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import io.longshore.itests.support.ShimKind;
import java.util.Arrays;
import java.util.List;

/** How a slot's tasks are driven. */
enum SlotKind {
    V1(ShimKind.V1, ""),
    V2(ShimKind.V2, ""),
    /** All slots of this kind share one shim. */
    V2_GROUPED(ShimKind.V2, "together"),
    LOCAL(ShimKind.LOCAL, "");

    private final ShimKind shim;
    private final String group;

    SlotKind(ShimKind shim, String group) {
        this.shim = shim;
        this.group = group;
    }

    ShimKind shim() {
        return shim;
    }

    /** Empty for a shim of its own. */
    String group() {
        return group;
    }

    /** Those whose shim is installed here. */
    static List<SlotKind> installed() {
        List<ShimKind> shims = ShimKind.all().toList();
        return Arrays.stream(values()).filter(kind -> shims.contains(kind.shim)).toList();
    }
}

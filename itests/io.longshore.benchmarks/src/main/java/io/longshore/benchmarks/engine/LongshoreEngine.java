// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.engine;

import io.longshore.api.ContainerId;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpecBuilder;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.itests.support.Rig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Longshore with one kind of shim; several share one runtime, one store and one journal. */
public final class LongshoreEngine implements Engine {
    private static final String GROUP = "io.containerd.runc.v2.group";

    private final Rig rig;
    private final LongshoreKind kind;

    public LongshoreEngine(Rig rig, LongshoreKind kind) {
        this.rig = rig;
        this.kind = kind;
    }

    /** One for each kind. */
    public static List<LongshoreEngine> all(Rig rig) {
        return LongshoreKind.all().stream()
                .map(kind -> new LongshoreEngine(rig, kind))
                .toList();
    }

    @Override
    public String name() {
        return kind.name();
    }

    @Override
    public @Nullable String rival() {
        return kind.rival();
    }

    @Override
    public EngineTask create(String id, String... command) {
        ContainerId unique = unique(id);
        rig.containers().create(rig.namespace(), record(unique, command));
        return new LongshoreTask(rig, rig.runtime().create(rig.namespace(), unique, CreateOptions.DEFAULT));
    }

    /** Whether its containers share a shim. */
    public boolean grouped() {
        return kind.grouped();
    }

    /** The id that its container has in the store. */
    public ContainerId unique(String id) {
        return new ContainerId(name().replace(' ', '-') + "-" + id);
    }

    /** What it would create. */
    public Container record(ContainerId id, String... command) {
        OciSpecBuilder spec = rig.spec(id.value(), command);
        if (kind.grouped()) {
            spec.annotation(GROUP, rig.namespace().name());
        }
        return Container.builder(id, spec.build())
                .runtime(new RuntimeInfo(kind.shim().runtimeName(), null))
                .build();
    }
}

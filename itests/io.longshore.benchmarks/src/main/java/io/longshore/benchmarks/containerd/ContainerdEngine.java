// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.containerd;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.benchmarks.engine.Engine;
import io.longshore.benchmarks.engine.EngineTask;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** containerd with one kind of shim; both kinds share one daemon. */
public final class ContainerdEngine implements Engine {
    private final Containerd containerd;
    private final String name;
    private final String runtime;

    private ContainerdEngine(Containerd containerd, String name, String runtime) {
        this.containerd = containerd;
        this.name = name;
        this.runtime = runtime;
    }

    public static List<ContainerdEngine> both(Containerd containerd) {
        return List.of(v1(containerd), v2(containerd));
    }

    public static ContainerdEngine v1(Containerd containerd) {
        return new ContainerdEngine(containerd, CONTAINERD_V1, RuntimeInfo.LINUX_V1);
    }

    public static ContainerdEngine v2(Containerd containerd) {
        return new ContainerdEngine(containerd, CONTAINERD_V2, "io.containerd.runc.v2");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable String rival() {
        return null;
    }

    public ContainerdClient client() {
        return containerd.client();
    }

    /** What its container of this id would run. */
    public OciSpec spec(String id, String... command) {
        return OciSpec.builder(new Namespace(containerd.directory().name()), new ContainerId(unique(id)))
                .rootfs(containerd.directory().rootfs())
                .args(command)
                .build();
    }

    /** The id that its container has in the daemon. */
    public String unique(String id) {
        return name.replace(' ', '-') + "-" + id;
    }

    public void createRecord(String id, String... command) {
        client().createContainer(unique(id), runtime, spec(id, command));
    }

    public void deleteRecord(String id) {
        client().deleteContainer(unique(id));
    }

    @Override
    public EngineTask create(String id, String... command) {
        createRecord(id, command);
        long pid = client().createTask(unique(id));
        return new ContainerdTask(this, id, pid);
    }
}

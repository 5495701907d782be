// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import java.time.Duration;
import org.osgi.framework.BundleContext;

/** Containers of one test, in the namespace of its workplace. */
final class Longshore {
    private final Workplace workplace = Workplace.current();
    private final Namespace namespace = new Namespace(workplace.namespace());
    private final Services services;

    Longshore(BundleContext context) {
        services = new Services(context);
    }

    Services services() {
        return services;
    }

    ContainerRuntime runtime() {
        return services.get(ContainerRuntime.class);
    }

    ContainerStore containers() {
        return services.get(ContainerStore.class);
    }

    Namespace namespace() {
        return namespace;
    }

    Task task(String id) {
        return runtime().get(namespace, new ContainerId(id));
    }

    /** A task that runs until it is killed. */
    Task startSleeper(String id) {
        return start(id, "sleep", "600");
    }

    Task start(String id, String... command) {
        ContainerId name = new ContainerId(id);
        OciSpec spec = OciSpec.builder(namespace, name)
                .rootfs(workplace.rootfs())
                .args(command)
                .build();
        containers().create(namespace, Container.builder(name, spec).build());
        Task task = runtime().create(namespace, name, CreateOptions.DEFAULT);
        task.start();
        return task;
    }

    static Exit exit(Task task) {
        return task.waitForExit(Duration.ofSeconds(30));
    }

    /** Ends what a test has made, and fails if anything of it is left. */
    void cleanUp() {
        runtime().list().forEach(Task::forceDelete);
        containers().list(namespace).forEach(container -> containers().delete(namespace, container.id()));
        workplace.assertNothingIsLeft();
    }
}

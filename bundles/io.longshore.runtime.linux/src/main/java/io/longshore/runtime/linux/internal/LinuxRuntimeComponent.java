// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.events.EventExchange;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.RuntimeProgram;
import io.longshore.api.runtime.RuntimeStatus;
import io.longshore.api.runtime.Task;
import io.longshore.api.shim.ShimProvider;
import io.longshore.posix.Posix;
import java.time.Clock;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Wires the runtime. A change of the configuration or of the installed shim providers takes it down and up again, which
 * touches no running task.
 */
@Component(configurationPid = "io.longshore.runtime.linux", service = ContainerRuntime.class, immediate = true)
@Designate(ocd = LinuxRuntimeConfig.class)
public final class LinuxRuntimeComponent implements ContainerRuntime {
    private final LinuxRuntime runtime;

    @Activate
    public LinuxRuntimeComponent(
            BundleContext context,
            LinuxRuntimeConfig config,
            @Reference ContainerStore containers,
            @Reference EventExchange events,
            @Reference Posix posix,
            @Reference(cardinality = ReferenceCardinality.AT_LEAST_ONE, policyOption = ReferencePolicyOption.GREEDY)
                    List<ShimProvider> providers) {
        runtime = LinuxRuntime.open(
                RuntimeConfiguration.settings(config, context::getProperty),
                containers,
                events,
                providers,
                posix,
                Clock.systemUTC());
    }

    @Deactivate
    void deactivate() {
        runtime.close();
    }

    @Override
    public Task create(Namespace namespace, ContainerId id, CreateOptions options) {
        return runtime.create(namespace, id, options);
    }

    @Override
    public void deleteContainer(Namespace namespace, ContainerId id) {
        runtime.deleteContainer(namespace, id);
    }

    @Override
    public Task get(Namespace namespace, ContainerId id) {
        return runtime.get(namespace, id);
    }

    @Override
    public List<Task> list(Namespace namespace) {
        return runtime.list(namespace);
    }

    @Override
    public List<Task> list() {
        return runtime.list();
    }

    @Override
    public RuntimeStatus status() {
        return runtime.status();
    }

    @Override
    public List<RuntimeProgram> refreshPrograms() {
        return runtime.refreshPrograms();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.containers.ContainerStore;
import io.longshore.api.events.EventExchange;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.shim.ShimProvider;
import io.longshore.posix.Posix;
import io.longshore.runtime.linux.internal.cgroup.Cgroups;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Wires the runtime. A change of the configuration or of the installed shim providers takes it down and up again, which
 * touches no running task. It registers the service itself, as another takes its place while it cannot be opened.
 */
@Component(
        configurationPid = "io.longshore.runtime.linux",
        service = {},
        immediate = true)
@Capability(
        namespace = "osgi.service",
        effective = "active",
        attribute = "objectClass:List<String>=\"io.longshore.api.runtime.ContainerRuntime\"")
@Designate(ocd = LinuxRuntimeConfig.class)
public final class LinuxRuntimeComponent {
    private final BundleContext bundles;
    private final RuntimeOpening opening;

    @Activate
    public LinuxRuntimeComponent(
            BundleContext context,
            LinuxRuntimeConfig config,
            @Reference ContainerStore containers,
            @Reference EventExchange events,
            @Reference Posix posix,
            @Reference(cardinality = ReferenceCardinality.AT_LEAST_ONE, policyOption = ReferencePolicyOption.GREEDY)
                    List<ShimProvider> providers) {
        RuntimeSettings settings = RuntimeConfiguration.settings(config, context::getProperty);
        bundles = context;
        opening = new RuntimeOpening(
                () -> LinuxRuntime.open(settings, containers, events, providers, posix, Clock.systemUTC()),
                reason -> new AbsentRuntime(
                        StatusReport.configuration(settings),
                        StatusReport.platform(new Cgroups(Path.of("/proc"))),
                        reason),
                this::register);
        opening.begin();
    }

    private Runnable register(ContainerRuntime runtime) {
        ServiceRegistration<ContainerRuntime> registration =
                bundles.registerService(ContainerRuntime.class, runtime, null);
        return registration::unregister;
    }

    @Deactivate
    void deactivate() {
        opening.close();
    }
}

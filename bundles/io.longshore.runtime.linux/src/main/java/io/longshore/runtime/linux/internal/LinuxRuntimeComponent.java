// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.containers.ContainerStore;
import io.longshore.api.events.EventExchange;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.shim.ShimProvider;
import io.longshore.posix.Posix;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Wires the runtime. A change of the configuration or of the installed shim providers takes it down and up again, which
 * touches no running task. It registers the service itself, as another takes its place while the runtime cannot be opened; and what
 * SCR makes for a service that is taken back meanwhile, it drops without deactivating it, and its directories would stay taken.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.longshore.runtime.linux")
@Capability(
        namespace = "osgi.service",
        effective = "active",
        attribute = "objectClass:List<String>=\"io.longshore.api.runtime.ContainerRuntime\"")
@Designate(ocd = LinuxRuntimeConfig.class)
public final class LinuxRuntimeComponent {
    private final BundleContext context;
    private final LinuxRuntimeConfig config;
    private final ContainerStore containers;
    private final EventExchange events;
    private final Posix posix;
    private final List<ShimProvider> providers;

    private @Nullable RuntimeOpening opening;

    @Activate
    public LinuxRuntimeComponent(
            BundleContext context,
            LinuxRuntimeConfig config,
            @Reference ContainerStore containers,
            @Reference EventExchange events,
            @Reference Posix posix,
            @Reference(cardinality = ReferenceCardinality.AT_LEAST_ONE, policyOption = ReferencePolicyOption.GREEDY)
                    List<ShimProvider> providers) {
        this.context = context;
        this.config = config;
        this.containers = containers;
        this.events = events;
        this.posix = posix;
        this.providers = providers;
    }

    /** Not by the constructor: what that has opened would stay so if a service that it was given has gone meanwhile. */
    @Activate
    void activate() {
        RuntimeSettings settings = RuntimeConfiguration.settings(config, context::getProperty);
        RuntimeOpening begun = new RuntimeOpening(
                () -> LinuxRuntime.open(settings, containers, events, providers, posix, Clock.systemUTC()),
                reason -> AbsentRuntime.of(settings, reason),
                this::register);
        begun.begin();
        opening = begun;
    }

    private Runnable register(ContainerRuntime runtime) {
        Map<String, String> properties =
                runtime instanceof AbsentRuntime absent ? Map.of(ContainerRuntime.MISSING, absent.reason()) : Map.of();
        return context.registerService(ContainerRuntime.class, runtime, FrameworkUtil.asDictionary(properties))
                ::unregister;
    }

    @Deactivate
    void deactivate() {
        if (opening != null) {
            opening.close();
        }
    }
}

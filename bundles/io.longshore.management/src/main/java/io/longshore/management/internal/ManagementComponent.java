// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.access.Caller;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.containers.NamespaceStore;
import io.longshore.api.events.EventExchange;
import io.longshore.api.runtime.ContainerRuntime;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Puts our MBeans into the MBean server of this JVM, which is the one that Karaf's connector serves. */
@Component(service = {})
public final class ManagementComponent {
    private final Supplier<Management> opener;

    private @Nullable Management management;

    @Activate
    public ManagementComponent(
            BundleContext context,
            @Reference ContainerStore containers,
            @Reference NamespaceStore namespaces,
            @Reference ContainerRuntime runtime,
            @Reference EventExchange events) {
        String karaf = context.getProperty("karaf.name");
        opener = () -> new Management(
                karaf == null ? "default" : karaf,
                ManagementFactory.getPlatformMBeanServer(),
                new Management.Services(containers, namespaces, runtime, events),
                Caller::current);
    }

    /** Not by the constructor: what that has registered would stay so if a service that it was given has gone meanwhile. */
    @Activate
    public void activate() {
        management = opener.get();
    }

    @Deactivate
    public void deactivate() {
        if (management != null) {
            management.close();
        }
    }
}

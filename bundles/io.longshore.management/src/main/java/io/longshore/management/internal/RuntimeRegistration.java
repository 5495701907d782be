// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.access.Caller;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.events.EventExchange;
import io.longshore.api.runtime.ContainerRuntime;
import java.util.Map;
import javax.management.DynamicMBean;
import javax.management.ObjectName;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Offers the MBean as a service, which the JMX whiteboard takes to the MBean server. Registered by hand, since its object
 * name holds the name of the Karaf instance, and that is known only here.
 */
@Component(service = {})
public final class RuntimeRegistration {
    private final ServiceRegistration<DynamicMBean> registration;

    @Activate
    public RuntimeRegistration(
            BundleContext context,
            @Reference ContainerStore containers,
            @Reference ContainerRuntime runtime,
            @Reference EventExchange events) {
        String karaf = context.getProperty("karaf.name");
        String instance = karaf == null ? "default" : karaf;
        RuntimeOperations operations = new RuntimeOperations(instance, containers, runtime, events);
        GuardedMBean mbean = new GuardedMBean(operations, Caller::current);
        Map<String, String> properties = Map.of("jmx.objectname", objectName(instance));
        registration = context.registerService(DynamicMBean.class, mbean, FrameworkUtil.asDictionary(properties));
    }

    @Deactivate
    public void deactivate() {
        registration.unregister();
    }

    private static String objectName(String instance) {
        boolean plain = instance.matches("[A-Za-z0-9._-]+");
        return "io.longshore:type=Runtime,name=" + (plain ? instance : ObjectName.quote(instance));
    }
}

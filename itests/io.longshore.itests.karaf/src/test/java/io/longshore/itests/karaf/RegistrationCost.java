// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** What it costs to put many MBeans into the server, as services for the JMX whiteboard, and without it. */
final class RegistrationCost {
    /** An MBean. */
    public interface Some {
        String getName();
    }

    private RegistrationCost() {}

    static String measure(BundleContext context, int count) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        long direct = System.nanoTime();
        for (int i = 0; i < count; i++) {
            server.registerMBean(mbean(), new ObjectName("test:type=direct,id=" + i));
        }
        for (int i = 0; i < count; i++) {
            server.unregisterMBean(new ObjectName("test:type=direct,id=" + i));
        }
        long services = System.nanoTime();
        List<ServiceRegistration<?>> registrations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            registrations.add(context.registerService(
                    javax.management.DynamicMBean.class,
                    mbean(),
                    FrameworkUtil.asDictionary(Map.of("jmx.objectname", "test:type=service,id=" + i))));
        }
        ObjectName all = new ObjectName("test:type=service,*");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> server.queryNames(all, null).size() == count);
        registrations.forEach(ServiceRegistration::unregister);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> server.queryNames(all, null).isEmpty());
        long end = System.nanoTime();
        return count + " MBeans registered and taken away: directly "
                + TimeUnit.NANOSECONDS.toMicros(services - direct) + " us, as services "
                + TimeUnit.NANOSECONDS.toMicros(end - services) + " us";
    }

    private static StandardMBean mbean() throws Exception {
        return new StandardMBean(() -> "some", Some.class);
    }
}

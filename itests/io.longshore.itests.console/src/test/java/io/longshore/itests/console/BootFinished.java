// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.console;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Whether a Karaf has installed all that it boots with: until then services come and go. It registers a service then. */
final class BootFinished {
    private static final String SERVICE = "org.apache.karaf.features.BootFinished";
    private static final Duration DEADLINE = Duration.ofSeconds(90);

    private BootFinished() {}

    static void awaitOf(Path etc, String user, String password) {
        await("the end of the boot")
                .atMost(DEADLINE)
                .ignoreExceptions()
                .until(() -> isSo(etc, Map.of(JMXConnector.CREDENTIALS, new String[] {user, password})));
    }

    @SuppressWarnings("BanJNDI") // that is how one logs in; the registry is this Karaf's own
    private static boolean isSo(Path etc, Map<String, ?> login) throws Exception {
        try (JMXConnector connector = JMXConnectorFactory.connect(address(etc), login)) {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            ObjectName services = server.queryNames(new ObjectName("osgi.core:type=serviceState,*"), null)
                    .iterator()
                    .next();
            TabularData found =
                    (TabularData) server.invoke(services, "listServices", new Object[] {SERVICE, null}, new String[] {
                        String.class.getName(), String.class.getName()
                    });
            return !found.isEmpty();
        }
    }

    private static JMXServiceURL address(Path etc) throws Exception {
        Properties configuration = new Properties();
        try (var reader = Files.newBufferedReader(etc.resolve("org.apache.karaf.management.cfg"))) {
            configuration.load(reader);
        }
        return new JMXServiceURL("service:jmx:rmi://127.0.0.1:" + configuration.getProperty("rmiServerPort")
                + "/jndi/rmi://127.0.0.1:" + configuration.getProperty("rmiRegistryPort") + "/karaf-root");
    }
}

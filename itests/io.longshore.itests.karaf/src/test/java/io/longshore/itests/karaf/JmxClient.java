// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import javax.management.JMException;
import javax.management.MBeanInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Somebody who logs in to JMX over the network, and has none of our classes. */
final class JmxClient implements AutoCloseable {
    private final JMXConnector connector;
    private final MBeanServerConnection server;
    private final ObjectName runtime;
    private final Set<String> used = new TreeSet<>();

    private JmxClient(JMXConnector connector) throws Exception {
        this.connector = connector;
        this.server = connector.getMBeanServerConnection();
        this.runtime = new ObjectName("io.longshore:type=Runtime,name=root");
    }

    /** The admin, once Karaf's connector listens. */
    static JmxClient admin() {
        return await("JMX connector")
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> login(Users.ADMIN), Objects::nonNull);
    }

    static JmxClient login(String user) throws Exception {
        return login(user, Users.password());
    }

    @SuppressWarnings("BanJNDI") // that is how one logs in; the registry is this Karaf's own
    static JmxClient login(String user, String password) throws Exception {
        Map<String, ?> environment = Map.of(JMXConnector.CREDENTIALS, new String[] {user, password});
        return new JmxClient(JMXConnectorFactory.connect(address(), environment));
    }

    /** Pax Exam chooses the ports, and writes them where Karaf reads them. */
    private static JMXServiceURL address() throws IOException {
        Path file = Path.of(System.getProperty("karaf.etc"), "org.apache.karaf.management.cfg");
        Properties configuration = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            configuration.load(reader);
        }
        return new JMXServiceURL("service:jmx:rmi://127.0.0.1:" + configuration.getProperty("rmiServerPort")
                + "/jndi/rmi://127.0.0.1:" + configuration.getProperty("rmiRegistryPort") + "/karaf-root");
    }

    /** Whether the MBean is there. */
    boolean finds() throws IOException {
        return server.isRegistered(runtime);
    }

    MBeanInfo describe() throws JMException, IOException {
        return server.getMBeanInfo(runtime);
    }

    /** The names of all attributes and operations that have answered. */
    Set<String> used() {
        return used;
    }

    Object get(String attribute) throws JMException, IOException {
        Object value = server.getAttribute(runtime, attribute);
        used.add(attribute);
        return value;
    }

    Object call(String operation, Object... arguments) throws JMException, IOException {
        String[] signature = Arrays.stream(describe().getOperations())
                .filter(each -> each.getName().equals(operation))
                .flatMap(each -> Arrays.stream(each.getSignature()))
                .map(MBeanParameterInfo::getType)
                .toArray(String[]::new);
        Object result = server.invoke(runtime, operation, arguments, signature);
        used.add(operation);
        return result;
    }

    CompositeData row(String operation, Object... arguments) throws JMException, IOException {
        return (CompositeData) call(operation, arguments);
    }

    CompositeData[] rows(String operation, Object... arguments) throws JMException, IOException {
        return (CompositeData[]) call(operation, arguments);
    }

    /** Ends all tasks, and removes all containers. */
    void removeAll() throws JMException, IOException {
        for (CompositeData task : rows("listTasks", "")) {
            call("forceDeleteTask", task.get("namespace"), task.get("id"));
        }
        for (CompositeData container : rows("listContainers", "")) {
            call("deleteContainer", container.get("namespace"), container.get("id"));
        }
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}

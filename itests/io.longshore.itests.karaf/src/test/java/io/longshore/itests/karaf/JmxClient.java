// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
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
import javax.security.auth.Subject;

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
        return admin(etc(), Users.password());
    }

    /** The admin of the Karaf whose configuration is there, once its connector listens. */
    static JmxClient admin(Path etc, String password) {
        return await("JMX connector")
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> login(etc, Users.ADMIN, password), Objects::nonNull);
    }

    static JmxClient login(String user) throws Exception {
        return login(user, Users.password());
    }

    static JmxClient login(String user, String password) throws Exception {
        return login(etc(), user, password);
    }

    @SuppressWarnings("BanJNDI") // that is how one logs in; the registry is this Karaf's own
    private static JmxClient login(Path etc, String user, String password) throws Exception {
        Map<String, ?> environment = Map.of(JMXConnector.CREDENTIALS, new String[] {user, password});
        return new JmxClient(JMXConnectorFactory.connect(address(etc), environment));
    }

    private static Path etc() {
        return Path.of(System.getProperty("karaf.etc"));
    }

    /** Pax Exam chooses the ports, and writes them where Karaf reads them. */
    private static JMXServiceURL address(Path etc) throws IOException {
        Path file = etc.resolve("org.apache.karaf.management.cfg");
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
        Object result = callOn(runtime, operation, arguments);
        used.add(operation);
        return result;
    }

    MBeanServerConnection server() {
        return server;
    }

    /** As somebody who claims to act for that user. */
    MBeanServerConnection serverFor(Subject user) throws IOException {
        return connector.getMBeanServerConnection(user);
    }

    static ObjectName task(String namespace, String id) throws JMException {
        return new ObjectName("io.longshore:type=Task,namespace=" + namespace + ",id=" + id);
    }

    static ObjectName process(String namespace, String id, String exec) throws JMException {
        return new ObjectName("io.longshore:type=Process,namespace=" + namespace + ",id=" + id + ",exec=" + exec);
    }

    /** Of another MBean than the runtime's. */
    Object callOn(ObjectName name, String operation, Object... arguments) throws JMException, IOException {
        return server.invoke(name, operation, arguments, signature(name, operation));
    }

    private String[] signature(ObjectName name, String operation) throws JMException, IOException {
        return Arrays.stream(server.getMBeanInfo(name).getOperations())
                .filter(each -> each.getName().equals(operation))
                .flatMap(each -> Arrays.stream(each.getSignature()))
                .map(MBeanParameterInfo::getType)
                .toArray(String[]::new);
    }

    CompositeData row(String operation, Object... arguments) throws JMException, IOException {
        return (CompositeData) call(operation, arguments);
    }

    CompositeData[] rows(String operation, Object... arguments) throws JMException, IOException {
        return (CompositeData[]) call(operation, arguments);
    }

    void awaitMBean() {
        await("MBean").atMost(Duration.ofSeconds(60)).until(this::finds);
    }

    void create(Workplace workplace, String id, String output, String... command) throws JMException, IOException {
        String namespace = workplace.namespace();
        call("createContainer", namespace, id, workplace.rootfs().toString(), command);
        call("createTask", namespace, id, output);
    }

    CompositeData task(Workplace workplace, String id) throws JMException, IOException {
        return Arrays.stream(rows("listTasks", workplace.namespace()))
                .filter(task -> task.get("id").equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** All events of a container that the journal has, or all there are behind a number. */
    List<CompositeData> events(Workplace workplace, String id, long since) throws JMException, IOException {
        return Arrays.stream(rows("listEvents", since, 10_000))
                .filter(event -> event.get("namespace").equals(workplace.namespace())
                        && event.get("containerId").equals(id))
                .toList();
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

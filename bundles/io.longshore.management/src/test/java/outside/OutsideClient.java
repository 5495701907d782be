// SPDX-License-Identifier: Apache-2.0
package outside;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** A JMX client in a JVM that has this class and the JDK, and nothing else. Prints a line per call. */
@SuppressWarnings("BanJNDI") // the address is that of the server which started this
public final class OutsideClient {
    private final MBeanServerConnection server;
    private final ObjectName name = new ObjectName("io.longshore:type=Runtime,name=test");
    private final Map<String, String[]> uncalled = new TreeMap<>();
    private final Map<String, String[]> signatures = new TreeMap<>();

    private OutsideClient(MBeanServerConnection server) throws Exception {
        this.server = server;
        for (MBeanOperationInfo operation : server.getMBeanInfo(name).getOperations()) {
            String[] types = Arrays.stream(operation.getSignature())
                    .map(MBeanParameterInfo::getType)
                    .toArray(String[]::new);
            signatures.put(operation.getName(), types);
        }
        uncalled.putAll(signatures);
    }

    /** Arguments: address, role. */
    public static void main(String[] args) throws Exception {
        // a call that gets no answer would wait for ever
        System.setProperty("sun.rmi.transport.tcp.responseTimeout", "20000");
        Map<String, ?> environment = Map.of(JMXConnector.CREDENTIALS, new String[] {args[1], ""});
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(args[0]), environment)) {
            new OutsideClient(connector.getMBeanServerConnection()).run();
        }
    }

    private void run() throws Exception {
        call("createContainer", "blue", "web", "/srv/web", new String[] {"/bin/true"});
        call("createContainer", "blue", "web", "/srv/web", new String[] {"/bin/true"});
        call("createContainer", "blue", "../x", "/srv/web", new String[] {"/bin/true"});
        call("createContainerFromSpec", "green", "db", "{\"ociVersion\": \"1.1.0\"}");
        call("createContainerFromSpec", "green", "db2", "{");
        call("listContainers", "");
        call("createTask", "blue", "web", "/var/log/web.log");
        call("createTask", "blue", "nothing", "");
        call("startTask", "blue", "web");
        call("startTask", "blue", "web");
        call("waitTask", "blue", "web", 1L);
        call("listTasks", "blue");
        call("deleteContainer", "blue", "web");
        call("killTask", "blue", "web", "SIGKILL");
        call("waitTask", "blue", "web", 200L);
        for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
            System.out.println(attribute.getName() + " -> " + text(server.getAttribute(name, attribute.getName())));
        }
        call("listTasks", "");
        call("deleteTask", "blue", "web");
        call("deleteContainer", "blue", "web");
        call("createTask", "green", "db", "");
        call("deleteTask", "green", "db");
        call("forceDeleteTask", "green", "db");
        call("listEvents", 0L, 10);
        Set<String> left = new TreeSet<>(uncalled.keySet());
        System.out.println("not called -> " + left);
    }

    private void call(String operation, Object... args) throws Exception {
        uncalled.remove(operation);
        String result;
        try {
            result = text(server.invoke(name, operation, args, signatures.get(operation)));
        } catch (RuntimeMBeanException e) {
            result = "! " + e.getTargetException();
        }
        System.out.println(operation + " -> " + result);
    }

    private static String text(Object value) {
        if (value instanceof Object[] rows) {
            return Arrays.stream(rows).map(OutsideClient::text).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof CompositeData row) {
            return new TreeSet<>(row.getCompositeType().keySet())
                    .stream().map(key -> key + "=" + text(row.get(key))).collect(Collectors.joining(", ", "{", "}"));
        }
        return String.valueOf(value);
    }
}

// SPDX-License-Identifier: Apache-2.0
package outside;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
    private final ObjectName name;
    private final Map<String, String[]> uncalled = new TreeMap<>();
    private final Map<String, String[]> signatures = new TreeMap<>();

    private OutsideClient(MBeanServerConnection server, String name) throws Exception {
        this.server = server;
        this.name = new ObjectName("io.longshore:" + name);
        for (MBeanOperationInfo operation : server.getMBeanInfo(this.name).getOperations()) {
            String[] types = Arrays.stream(operation.getSignature())
                    .map(MBeanParameterInfo::getType)
                    .toArray(String[]::new);
            signatures.put(operation.getName(), types);
        }
        uncalled.putAll(signatures);
    }

    /** Arguments: address, role, and what to do. */
    public static void main(String[] args) throws Exception {
        // a call that gets no answer would wait for ever
        System.setProperty("sun.rmi.transport.tcp.responseTimeout", "20000");
        Map<String, ?> environment = Map.of(JMXConnector.CREDENTIALS, new String[] {args[1], ""});
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(args[0]), environment)) {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            switch (args[2]) {
                case "runtime" -> new OutsideClient(server, "type=Runtime,name=test").runtime();
                case "stores" -> stores(server);
                case "tasks" -> tasks(server);
                case "listen" -> listen(server);
                default -> throw new IllegalArgumentException(args[2]);
            }
        }
    }

    private void runtime() throws Exception {
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
        attributes();
        call("listTasks", "");
        call("deleteTask", "blue", "web");
        call("deleteContainer", "blue", "web");
        call("createTask", "green", "db", "");
        call("createTaskFromCheckpoint", "green", "none", "/tmp/checkpoint", "");
        call("createTaskWith", "green", "none", "", new String[] {"bind /srv rbind,ro"}, new String[] {"ioUid=7"}, "");
        call("deleteTask", "green", "db");
        call("forceDeleteTask", "green", "db");
        call("listEvents", 0L, 10);
        call("runContainer", "blue", "run", "/srv", new String[] {"/bin/true"}, new String[] {"A=b"}, 1L, 2L, 3L, "");
        call("runCommand", "blue", "line", "/srv", "sh -c 'sleep 600'", "A=b", 0L, 0L, 0L, "");
        call("runCommand", "blue", "unclosed", "/srv", "sh -c 'sleep 600", "", 0L, 0L, 0L, "");
        call("refreshVersions");
        notCalled();
    }

    private static void stores(MBeanServerConnection server) throws Exception {
        String[] none = {};
        String[] labels = {"app=web"};
        OutsideClient containers = new OutsideClient(server, "type=Containers");
        containers.attributes();
        containers.call(
                "createContainer",
                "blue",
                "web",
                "/srv",
                new String[] {"sh"},
                new String[] {"A=b"},
                1L,
                2L,
                3L,
                labels);
        containers.call("createContainerFromSpec", "blue", "own", "{}", none);
        containers.call(
                "createContainerWith", "blue", "v2", "{}", none, new String[] {"runtime=io.containerd.runc.v2"});
        containers.call("updateFields", "blue", "v2", new String[] {"image=busybox"});
        containers.call("deleteContainer", "blue", "v2");
        containers.call("getContainer", "blue", "web");
        containers.call("updateLabels", "blue", "web", new String[] {"app", "tier=1"});
        containers.call("deleteContainer", "blue", "web");
        containers.call("listContainers", "", none);
        containers.call("listContainers", "blue", none);
        containers.notCalled();
        OutsideClient namespaces = new OutsideClient(server, "type=Namespaces");
        namespaces.attributes();
        namespaces.call("createNamespace", "green", labels);
        namespaces.call("createNamespace", "green", labels);
        namespaces.call("updateLabels", "green", new String[] {"app", "tier=1"});
        namespaces.call("listNamespaces", (Object) none);
        namespaces.call("replaceLabels", "green", labels);
        namespaces.call("getNamespace", "green");
        namespaces.call("deleteNamespace", "green");
        namespaces.notCalled();
        OutsideClient events = new OutsideClient(server, "type=Events");
        events.attributes();
        events.call("listEvents", 0L, 1, none);
        events.call("listEvents", 0L, 0, none);
        events.notCalled();
    }

    private static void tasks(MBeanServerConnection server) throws Exception {
        OutsideClient task = new OutsideClient(server, "type=Task,namespace=blue,id=web");
        task.call("stats");
        task.attributes();
        task.call("refresh");
        task.call("listPids");
        task.call("waitForExit", 1L);
        task.call("start");
        task.call("kill", "15", true);
        task.call("kill", "none", true);
        task.call("pause");
        task.call("resume");
        task.call("exec", "sh1", new String[] {"sh"}, new String[] {"A=b"}, "", 0L, 0L, "", true);
        task.call("listProcesses");
        task.call("resizePty", 80, 24);
        task.call("closeStdin");
        task.call("update", 1L, 0L, 50L);
        task.call("update", 0L, 0L, 0L);
        task.call("checkpoint", "/tmp/checkpoint", false);
        task.call("checkpoint", "checkpoint", false);
        task.call("checkpointWith", "/tmp/checkpoint", new String[] {"openTcp"});
        task.call("updateResources", "{}");
        task.call("diagnose");
        task.call("execCommand", "sh2", "sh -c 'sleep 600'", "");
        OutsideClient process = new OutsideClient(server, "type=Process,namespace=blue,id=web,exec=sh1");
        process.attributes();
        process.call("start");
        process.call("resizePty", 80, 24);
        process.call("closeStdin");
        process.call("kill", "SIGKILL");
        process.call("waitForExit", 1000L);
        process.attributes();
        process.call("delete");
        process.notCalled();
        task.call("delete");
        task.call("forceDelete");
        task.notCalled();
    }

    /** Subscribes, and stays until it is killed. */
    private static void listen(MBeanServerConnection server) throws Exception {
        for (ObjectName name : server.queryNames(new ObjectName("io.longshore:type=Task,*"), null)) {
            server.addNotificationListener(name, (notification, handback) -> {}, null, null);
        }
        System.out.println("listening");
        System.out.flush();
        new CountDownLatch(1).await(60, TimeUnit.SECONDS);
    }

    private void attributes() throws Exception {
        Set<String> names = new TreeSet<>();
        for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
            names.add(attribute.getName());
        }
        for (String attribute : names) {
            System.out.println(attribute + " -> " + text(server.getAttribute(name, attribute)));
        }
    }

    private void notCalled() {
        System.out.println("not called -> " + new TreeSet<>(uncalled.keySet()));
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

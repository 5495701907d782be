// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServerConnection;
import javax.management.MBeanServerDelegate;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Runs one container through JMX, with nothing but the JDK: what any JMX client can do with Longshore. */
final class Quickstart {
    private static final long START_SECONDS = 60;
    private static final String NAMESPACE = "quickstart";
    private static final String[] PROGRAM = {
        "/bin/sh", "-c", "echo Hello from a container. All the processes I can see:; ps; sleep 1; exit 7"
    };

    /** What people look for comes first. */
    private static final List<String> FIRST = List.of(
            "sequence",
            "time",
            "topic",
            "namespace",
            "id",
            "containerId",
            "execId",
            "state",
            "status",
            "pid",
            "exitStatus",
            "cause",
            "exitedAt",
            "summary");

    private final MBeanServerConnection server;
    private final ObjectName longshore;
    private final String id;

    private Quickstart(MBeanServerConnection server, ObjectName longshore, String id) {
        this.server = server;
        this.longshore = longshore;
        this.id = id;
    }

    /** Arguments: JMX address, user, process id of Karaf, container id, its root file system, file for its output. */
    public static void main(String[] args) throws Exception {
        // an RMI call that gets no answer would wait for ever
        System.setProperty("sun.rmi.transport.tcp.responseTimeout", "60000");
        // not an argument: those can be read by every user of the machine
        String[] credentials = {args[1], System.getenv("LONGSHORE_PASSWORD")};
        try (JMXConnector connector = connect(new JMXServiceURL(args[0]), credentials, Long.parseLong(args[2]))) {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            ObjectName longshore = find(server);
            say("Connected to process %s; Longshore is there as %s", args[2], longshore);
            try {
                new Quickstart(server, longshore, args[3]).run(args[4], Path.of(args[5]));
            } catch (JMException | IOException | RuntimeException e) {
                // here, while the connection is still open: taking the container away needs it
                fail(e);
            }
        } catch (JMException | IOException | RuntimeException e) {
            fail(e);
        }
    }

    private static void fail(Exception why) {
        System.err.println("   Failed: " + rootOf(why));
        System.exit(1);
    }

    /** A port that opens tells nobody, so this tries again and again, but no longer than Karaf lives, nor than a minute. */
    private static JMXConnector connect(JMXServiceURL address, String[] credentials, long pid)
            throws IOException, ExecutionException, InterruptedException {
        ProcessHandle karaf = ProcessHandle.of(pid).orElseThrow(() -> new IOException("Karaf is not running"));
        System.out.print("   Waiting for Karaf ");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            try {
                JMXConnector connector =
                        JMXConnectorFactory.connect(address, Map.of(JMXConnector.CREDENTIALS, credentials));
                System.out.println();
                return connector;
            } catch (IOException | SecurityException e) {
                // refused also while Karaf has the port open but does not know its users yet
                if (System.nanoTime() > deadline) {
                    throw new IOException("no connection within " + START_SECONDS + " seconds", e);
                }
            }
            try {
                karaf.onExit().get(250, TimeUnit.MILLISECONDS);
                throw new IOException("Karaf ended while it was starting");
            } catch (TimeoutException e) {
                System.out.print(".");
                System.out.flush();
            }
        }
    }

    private static ObjectName find(MBeanServerConnection server) throws JMException, IOException, InterruptedException {
        ObjectName pattern = new ObjectName("io.longshore:type=Runtime,*");
        CountDownLatch registered = new CountDownLatch(1);
        NotificationListener listener = (notification, handback) -> {
            if (notification instanceof javax.management.MBeanServerNotification change
                    && pattern.apply(change.getMBeanName())) {
                registered.countDown();
            }
        };
        // first listen, then look: whatever comes in between is seen
        server.addNotificationListener(MBeanServerDelegate.DELEGATE_NAME, listener, null, null);
        Set<ObjectName> names = server.queryNames(pattern, null);
        if (names.isEmpty() && registered.await(START_SECONDS, TimeUnit.SECONDS)) {
            names = server.queryNames(pattern, null);
        }
        if (names.isEmpty()) {
            throw new IOException(
                    "Karaf runs, but Longshore's MBean did not appear within " + START_SECONDS + " seconds");
        }
        return names.iterator().next();
    }

    private void run(String rootfs, Path output) throws JMException, IOException {
        Thread undo = new Thread(() -> takeAway(), "longshore-quickstart-undo");
        Runtime.getRuntime().addShutdownHook(undo);

        call("createContainer", NAMESPACE, id, rootfs, PROGRAM);
        say("createContainer  a record of %s, in the namespace %s, with the files of busybox, to run:", id, NAMESPACE);
        say("    %s", PROGRAM[2]);
        call("createTask", NAMESPACE, id, output.toString());
        show("createTask       shim and runc have made it, its program waits", call("listTasks", NAMESPACE));
        call("startTask", NAMESPACE, id);
        show("startTask        now the program runs", call("listTasks", NAMESPACE));
        show("waitTask         it ended, and said how", call("waitTask", NAMESPACE, id, 30_000L));
        call("deleteTask", NAMESPACE, id);
        say("deleteTask       its processes, mounts and files are gone. What it had written:");
        try (Stream<String> lines = Files.lines(output)) {
            lines.forEach(line -> say("    | %s", line));
        }
        call("deleteContainer", NAMESPACE, id);
        Runtime.getRuntime().removeShutdownHook(undo);
        say(
                "deleteContainer  the record is gone; containers: %d, tasks: %d",
                count(call("listContainers", NAMESPACE)), count(call("listTasks", NAMESPACE)));
        show("listEvents       what was told to everybody who listened", call("listEvents", 0L, 100));
    }

    /** After a failure or Ctrl-C: tasks live on without us, and even without Karaf, so somebody must end this one. */
    private void takeAway() {
        for (Object[] step : new Object[][] {
            {"killTask", NAMESPACE, id, "SIGKILL"},
            {"waitTask", NAMESPACE, id, 10_000L},
            {"deleteTask", NAMESPACE, id},
            {"deleteContainer", NAMESPACE, id}
        }) {
            try {
                call((String) step[0], Arrays.copyOfRange(step, 1, step.length));
            } catch (JMException | IOException | RuntimeException e) {
                // expected for what was never made; the script that started us looks for real leftovers afterwards
                System.err.println("   (" + step[0] + ": " + rootOf(e).getMessage() + ")");
            }
        }
    }

    private static Throwable rootOf(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** Calls an operation by its name; the types come from the MBean itself, as in any generic JMX console. */
    private Object call(String operation, Object... args) throws JMException, IOException {
        for (MBeanOperationInfo info : server.getMBeanInfo(longshore).getOperations()) {
            if (info.getName().equals(operation) && info.getSignature().length == args.length) {
                String[] types = Arrays.stream(info.getSignature())
                        .map(MBeanParameterInfo::getType)
                        .toArray(String[]::new);
                return server.invoke(longshore, operation, args, types);
            }
        }
        throw new JMException(longshore + " has no operation " + operation + " with " + args.length + " parameters");
    }

    private static int count(Object rows) {
        return rows instanceof Object[] array ? array.length : 0;
    }

    private void show(String what, Object result) {
        say("%s", what);
        for (Object row : result instanceof Object[] rows ? rows : new Object[] {result}) {
            say("    %s", row instanceof CompositeData data ? text(data) : row);
        }
    }

    private String text(CompositeData data) {
        // nothing that would be the same in each line
        Set<String> said = Set.of("null", "", NAMESPACE, id);
        List<String> keys = new ArrayList<>(FIRST);
        keys.retainAll(data.getCompositeType().keySet());
        Set<String> others = new TreeSet<>(data.getCompositeType().keySet());
        keys.forEach(others::remove);
        keys.addAll(others);
        return keys.stream()
                .filter(key -> !said.contains(String.valueOf(data.get(key))))
                .map(key -> key + "=" + value(data.get(key)))
                .collect(Collectors.joining(" "));
    }

    private String value(Object value) {
        if (value instanceof CompositeData data) {
            return "{" + text(data) + "}";
        }
        String text = value instanceof Object[] array ? Arrays.toString(array) : value.toString();
        text = text.replaceAll("(:\\d\\d\\.\\d{3})\\d+Z", "$1Z");
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }

    private static void say(String format, Object... args) {
        System.out.println("   " + String.format(format, args));
    }
}

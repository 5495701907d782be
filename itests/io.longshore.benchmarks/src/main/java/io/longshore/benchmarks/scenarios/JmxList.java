// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.scenarios;

import io.longshore.benchmarks.Scenario;
import io.longshore.benchmarks.Stage;
import io.longshore.benchmarks.measure.Contestant;
import io.longshore.benchmarks.measure.Entry;
import io.longshore.benchmarks.measure.Figures;
import io.longshore.benchmarks.measure.Round;
import io.longshore.benchmarks.measure.Samples;
import io.longshore.management.internal.ManagementComponent;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServer;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Five hundred tasks, in memory, as a JMX client sees them through the JDK's connector: what one call for all of them takes,
 * beside the least that a console asks, which is the names; and what they cost while nobody looks.
 */
@SuppressWarnings("BanJNDI") // the address is that of a server in this process
public final class JmxList implements Scenario {
    private static final int TASKS = 500;
    private static final double ROUNDS = 3;
    private static final long IDLE_SECONDS = 5;
    private static final String[] ONE_TEXT = {String.class.getName()};

    @Override
    public String name() {
        return "jmx";
    }

    @Override
    public String about() {
        return "500 tasks listed over JMX; and the processor time of a second in which nobody looks";
    }

    private interface Question {
        int ask() throws Exception;
    }

    @Override
    public int seconds() {
        return 16;
    }

    @Override
    public List<Entry> run(Stage stage) throws Exception {
        System.setProperty("java.rmi.server.hostname", "127.0.0.1");
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ManagementComponent management = ManyTasks.manage(TASKS);
        List<Entry> entries = new ArrayList<>();
        try {
            JMXConnectorServer remote = JMXConnectorServerFactory.newJMXConnectorServer(
                    new JMXServiceURL("rmi", "127.0.0.1", 0), Map.of(), server);
            remote.start();
            try (JMXConnector connector = JMXConnectorFactory.connect(remote.getAddress())) {
                entries.addAll(
                        stage.race(name(), ROUNDS).run(contestants(server, connector.getMBeanServerConnection())));
            } finally {
                remote.stop();
            }
            entries.add(idle(stage, "500 MBeans, a second idle"));
        } finally {
            management.deactivate();
        }
        entries.add(idle(stage, "no MBeans, a second idle"));
        return entries;
    }

    private static List<Contestant> contestants(MBeanServer server, MBeanServerConnection connection) throws Exception {
        ObjectName runtime = new ObjectName("io.longshore:type=Runtime,name=default");
        ObjectName pattern = new ObjectName("io.longshore:type=Task,*");
        Set<ObjectName> names = server.queryNames(pattern, null);
        return List.of(
                contestant(
                        "names of all, over RMI",
                        () -> connection.queryNames(pattern, null).size()),
                contestant(
                        "listTasks, over RMI",
                        () -> rows(connection.invoke(runtime, "listTasks", new Object[] {""}, ONE_TEXT))),
                contestant(
                        "listTasks, in the JVM",
                        () -> rows(server.invoke(runtime, "listTasks", new Object[] {""}, ONE_TEXT))),
                contestant("state of each, over RMI", () -> {
                    int read = 0;
                    for (ObjectName name : names) {
                        read += connection.getAttribute(name, "State") == null ? 0 : 1;
                    }
                    return read;
                }));
    }

    private static Contestant contestant(String name, Question question) {
        return new Contestant(name, null, Round.timed(number -> {
            int found = question.ask();
            if (found != TASKS) {
                throw new IllegalStateException(name + " found " + found);
            }
        }));
    }

    private static int rows(Object result) {
        return ((Object[]) result).length;
    }

    /** Of this process, while its only thread waits. */
    private Entry idle(Stage stage, String contestant) throws InterruptedException {
        var process = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long before = process.getProcessCpuTime();
        stage.stop().rest(IDLE_SECONDS, TimeUnit.SECONDS);
        long used = process.getProcessCpuTime() - before;
        return Entry.of(name(), contestant, Figures.span(Samples.of(List.of(used / IDLE_SECONDS))));
    }
}

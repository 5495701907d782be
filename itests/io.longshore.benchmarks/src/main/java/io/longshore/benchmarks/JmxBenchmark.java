// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks;

import io.longshore.management.internal.ManagementComponent;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServer;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;
import org.osgi.framework.BundleContext;

/**
 * Five hundred tasks, in memory, as a JMX client sees them: what one call for all of them takes, beside the least that a console
 * asks, which is the names; and what they cost while nobody looks, beside the same process without them.
 */
@SuppressWarnings("BanJNDI") // the address is that of a server in this process
public final class JmxBenchmark {
    private static final int TASKS = 500;
    private static final int WARM_UP = 200;
    private static final long IDLE_SECONDS = 10;
    private static final String[] ONE_TEXT = {String.class.getName()};

    private JmxBenchmark() {}

    private interface Contestant {
        int run() throws Exception;
    }

    /** @param arguments the number of rounds; 100 without */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length == 0 ? 100 : Integer.parseInt(arguments[0]);
        System.setProperty("java.rmi.server.hostname", "127.0.0.1");
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ManagementComponent management = manage();
        JMXConnectorServer remote = JMXConnectorServerFactory.newJMXConnectorServer(
                new JMXServiceURL("rmi", "127.0.0.1", 0), Map.of(), server);
        remote.start();
        try (JMXConnector connector = JMXConnectorFactory.connect(remote.getAddress())) {
            measure(rounds, server, connector.getMBeanServerConnection());
        } finally {
            remote.stop();
        }
        double with = idleCpuMillis();
        management.deactivate();
        double without = idleCpuMillis();
        System.out.printf(
                "%nnobody looks, %d s each: %.0f ms of processor time with the MBeans, %.0f ms without them%n",
                IDLE_SECONDS, with, without);
    }

    private static ManagementComponent manage() {
        return new ManagementComponent(
                ManyTasks.proxy(BundleContext.class, (proxy, method, args) -> null),
                ManyTasks.containers(),
                ManyTasks.namespaces(),
                new ManyTasks(TASKS).runtime(),
                ManyTasks.events());
    }

    private static void measure(int rounds, MBeanServer server, MBeanServerConnection connection) throws Exception {
        ObjectName runtime = new ObjectName("io.longshore:type=Runtime,name=default");
        ObjectName pattern = new ObjectName("io.longshore:type=Task,*");
        Set<ObjectName> names = server.queryNames(pattern, null);
        Map<String, Contestant> contestants = new LinkedHashMap<>();
        contestants.put(
                "names of all, over RMI",
                () -> connection.queryNames(pattern, null).size());
        contestants.put(
                "listTasks, over RMI",
                () -> rows(connection.invoke(runtime, "listTasks", new Object[] {""}, ONE_TEXT)));
        contestants.put(
                "listTasks, in the JVM", () -> rows(server.invoke(runtime, "listTasks", new Object[] {""}, ONE_TEXT)));
        contestants.put("state of each, over RMI", () -> {
            int read = 0;
            for (ObjectName name : names) {
                read += connection.getAttribute(name, "State") == null ? 0 : 1;
            }
            return read;
        });
        Map<String, double[]> millis = new LinkedHashMap<>();
        contestants.keySet().forEach(name -> millis.put(name, new double[rounds]));
        for (int round = -WARM_UP; round < rounds; round++) {
            for (Map.Entry<String, Contestant> contestant : contestants.entrySet()) {
                long begin = System.nanoTime();
                int found = contestant.getValue().run();
                double taken = (System.nanoTime() - begin) / 1e6;
                if (found != TASKS) {
                    throw new IllegalStateException(contestant.getKey() + " found " + found);
                }
                if (round >= 0) {
                    millis.get(contestant.getKey())[round] = taken;
                }
            }
        }
        print(rounds, millis);
    }

    private static int rows(Object result) {
        return ((Object[]) result).length;
    }

    private static void print(int rounds, Map<String, double[]> millis) {
        System.out.printf("%n%d tasks, %d rounds, interleaved:%n", TASKS, rounds);
        double reference = percentile(millis.get("names of all, over RMI"), 0.5);
        millis.forEach((name, values) -> System.out.printf(
                "  %-24s median %6.2f ms   95th percentile %6.2f ms   %.2f x the names%n",
                name, percentile(values, 0.5), percentile(values, 0.95), percentile(values, 0.5) / reference));
    }

    private static double percentile(double[] values, double part) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(part * (sorted.length - 1)))];
    }

    /** Of this process, while its only thread waits. */
    private static double idleCpuMillis() throws InterruptedException {
        var process = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long before = process.getProcessCpuTime();
        if (new CountDownLatch(1).await(IDLE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nobody counts it down");
        }
        return (process.getProcessCpuTime() - before) / 1e6;
    }
}

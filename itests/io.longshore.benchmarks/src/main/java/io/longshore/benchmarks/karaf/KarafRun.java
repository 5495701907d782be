// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.karaf;

import io.longshore.benchmarks.measure.Stop;
import io.longshore.itests.support.KarafHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.jspecify.annotations.Nullable;

/** A distribution that is started as a process, and talked to over JMX. */
public final class KarafRun implements AutoCloseable {
    private static final String USER = "bench";
    /** Some ten times what it takes on a machine that does nothing else. */
    private static final long UP_SECONDS = 180;

    private static final long STOP_SECONDS = 60;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Stop stop;
    private final KarafHome home;
    private final String password = UUID.randomUUID().toString();
    private @Nullable Process process;
    private @Nullable JMXConnector connector;

    /** Why it has not answered well the last time. */
    private @Nullable Exception notYet;

    private KarafRun(Stop stop, KarafHome home) {
        this.stop = stop;
        this.home = home;
    }

    /** Unpacks it into a directory that need not be there. Everything of it listens on the loopback interface only. */
    public static KarafRun unpack(Stop stop, Path archive, Path directory) throws IOException, InterruptedException {
        KarafHome home = KarafHome.unpack(
                archive,
                directory,
                directory.resolveSibling(directory.getFileName() + ".log").toString());
        home.append("org.apache.karaf.shell.cfg", Map.of("sshHost", "127.0.0.1"));
        KarafRun run = new KarafRun(stop, home);
        home.append("users.properties", Map.of(USER, run.password + ",admin,manager,viewer"));
        return run;
    }

    public KarafHome home() {
        return home;
    }

    /** An answer to a call over JMX. */
    @FunctionalInterface
    public interface Question {
        /** Whether it is as it should be. */
        boolean ask(MBeanServerConnection server) throws JMException, IOException;
    }

    /** Starts it; returns the nanoseconds until the question was answered well for the first time. */
    public long start(Question question) throws IOException {
        long begun = System.nanoTime();
        process = home.startInOwnSession();
        long deadline = begun + TimeUnit.SECONDS.toNanos(UP_SECONDS);
        while (!isAnswered(question)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException(
                        home.directory()
                                + (process.isAlive() ? " does not come up within " + UP_SECONDS + " s" : " has ended"),
                        notYet);
            }
            stop.check();
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return System.nanoTime() - begun;
    }

    @SuppressWarnings("BanJNDI") // that is how one logs in; the registry is this Karaf's own
    private boolean isAnswered(Question question) {
        try {
            if (connector == null) {
                connector = JMXConnectorFactory.connect(
                        address(), Map.of(JMXConnector.CREDENTIALS, new String[] {USER, password}));
            }
            return question.ask(connector.getMBeanServerConnection());
        } catch (IOException | SecurityException e) {
            // it is not there yet, or nobody can log in yet; or the connector was started anew, with which ours has
            // broken
            notYet = e;
            disconnect();
            return false;
        } catch (JMException | JMRuntimeException e) {
            // what is asked is not there yet
            notYet = e;
            return false;
        }
    }

    private JMXServiceURL address() throws IOException {
        Properties configuration = new Properties();
        try (var reader = Files.newBufferedReader(home.etc().resolve("org.apache.karaf.management.cfg"))) {
            configuration.load(reader);
        }
        return new JMXServiceURL("service:jmx:rmi://127.0.0.1:" + configuration.getProperty("rmiServerPort")
                + "/jndi/rmi://127.0.0.1:" + configuration.getProperty("rmiRegistryPort") + "/karaf-root");
    }

    /** While it runs. */
    public MBeanServerConnection server() throws IOException {
        if (connector == null) {
            throw new IllegalStateException("it does not run");
        }
        return connector.getMBeanServerConnection();
    }

    /** While it runs. */
    public long pid() {
        if (process == null) {
            throw new IllegalStateException("it does not run");
        }
        return process.pid();
    }

    /** As a service manager stops it, and by force after a minute. */
    public void stop() throws IOException {
        Process running = process;
        if (running == null) {
            return;
        }
        process = null;
        disconnect();
        running.destroy();
        try {
            if (!running.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(home.directory() + " does not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            running.destroyForcibly();
        }
    }

    private void disconnect() {
        JMXConnector open = connector;
        connector = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // nobody is there any more to be told so
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.fakes.FakeContainers;
import io.longshore.api.fakes.FakeEvents;
import io.longshore.api.fakes.FakeRuntime;
import io.longshore.api.fakes.FakeTask;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Stdio;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.Principal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** The console in a real HTTP server, the one that Karaf has, over services in memory. */
final class ConsoleServer {
    static final String PASSWORD = "correct horse";
    static final Namespace BLUE = new Namespace("blue");
    static final ContainerId WEB = new ContainerId("web");
    static final int MOST_STREAMS = 8;
    static final int MOST_THREADS = 32;

    final FakeContainers containers = new FakeContainers();
    final FakeRuntime runtime = new FakeRuntime(containers);
    final FakeEvents events = new FakeEvents();
    final FakeStreams streams = new FakeStreams();
    final FakeClock clock = new FakeClock();
    private final Console console;
    private final Server server = new Server(new QueuedThreadPool(MOST_THREADS));

    static {
        // for tests that call it by another name
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host,content-length");
    }

    ConsoleServer(Path directory) throws Exception {
        this(directory, true);
    }

    ConsoleServer(Path directory, boolean loopbackOnly) throws Exception {
        ConsoleSettings settings = new ConsoleSettings(
                "test",
                loopbackOnly,
                List.of("localhost", "127.0.0.1", "[::1]"),
                Duration.ofMinutes(15),
                Duration.ofHours(8),
                100,
                MOST_STREAMS,
                Duration.ofMillis(50),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofMillis(300),
                directory.resolve("output"),
                1024 * 1024);
        console = new Console(settings, ConsoleServer::check, containers, runtime, events, streams, clock, Thread::new);
        ServletContextHandler context = new ServletContextHandler();
        context.setContextPath("/longshore");
        context.addServlet(asynchronous(new ServletHolder(console.servlet())), "/*");
        context.addServlet(asynchronous(new ServletHolder(console.jolokia())), "/jolokia/*");
        server.setHandler(context);
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        server.addConnector(connector);
        server.start();
    }

    private static ServletHolder asynchronous(ServletHolder holder) {
        holder.setAsyncSupported(true);
        return holder;
    }

    /** Users are named after their role; {@code stranger} has none. */
    private static @Nullable Subject check(String user, String password) {
        Set<Principal> principals = new HashSet<>(Set.of(new UserPrincipal(user)));
        switch (user) {
            case "viewer", "manager", "admin" -> principals.add(new RolePrincipal(user));
            case "viewer2" -> principals.add(new RolePrincipal("viewer"));
            case "stranger" -> principals.add(new RolePrincipal("ssh"));
            default -> {
                return null;
            }
        }
        return password.equals(PASSWORD) ? new Subject(true, principals, Set.of(), Set.of()) : null;
    }

    String address() {
        return "http://127.0.0.1:" + port() + "/longshore/";
    }

    int port() {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    Client client() {
        return new Client(address());
    }

    Client login(String user) throws Exception {
        Client client = client();
        client.login(user, PASSWORD);
        return client;
    }

    /** A record in the namespace blue. */
    void record(ContainerId id) {
        OciSpec spec = OciSpec.builder(BLUE, id)
                .rootfs(Path.of("/srv/rootfs"))
                .args("nginx", "-g", "daemon off;")
                .env("SECRET", "hunter2")
                .build();
        containers.create(BLUE, Container.builder(id, spec).build());
    }

    /** The container web in the namespace blue, with a task that waits to be started. */
    FakeTask task() {
        return task(Stdio.NULL);
    }

    FakeTask task(Stdio stdio) {
        record(WEB);
        return (FakeTask) runtime.create(BLUE, WEB, CreateOptions.with(stdio));
    }

    /** The HTTP server goes on, so that it can be seen what the console says in the end. */
    void closeConsole() {
        console.close();
    }

    void close() throws Exception {
        console.close();
        server.stop();
    }
}

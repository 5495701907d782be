// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.guard.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.rmi.server.RMIServerSocketFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.remote.JMXAuthenticator;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;
import javax.management.remote.rmi.RMIConnectorServer;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;

/** A real RMI connector on the loopback interface, made, registered and started as by Karaf; who logs in as "x" gets the role "x". */
final class KarafConnector implements AutoCloseable {
    static final ObjectName NAME = name("connector:name=rmi");

    private final MBeanServer server;
    private final JMXConnectorServer connector;

    private KarafConnector(MBeanServer server, boolean withLogin) throws IOException {
        this.server = server;
        System.setProperty("java.rmi.server.hostname", "127.0.0.1");
        RMIServerSocketFactory loopback = port -> new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        Map<String, Object> environment = new HashMap<>();
        environment.put(RMIConnectorServer.RMI_SERVER_SOCKET_FACTORY_ATTRIBUTE, loopback);
        if (withLogin) {
            JMXAuthenticator roleIsUser = credentials -> subject(((String[]) credentials)[0]);
            environment.put(JMXConnectorServer.AUTHENTICATOR, roleIsUser);
        }
        connector = JMXConnectorServerFactory.newJMXConnectorServer(
                new JMXServiceURL("rmi", "127.0.0.1", 0), environment, server);
    }

    static KarafConnector of(MBeanServer server) throws IOException, JMException {
        return new KarafConnector(server, true).started();
    }

    static KarafConnector withoutLogin(MBeanServer server) throws IOException, JMException {
        return new KarafConnector(server, false).started();
    }

    private KarafConnector started() throws IOException, JMException {
        server.registerMBean(connector, NAME);
        connector.start();
        return this;
    }

    private static Subject subject(String role) {
        return new Subject(
                true, Set.of(new UserPrincipal("user-" + role), new RolePrincipal(role)), Set.of(), Set.of());
    }

    @SuppressWarnings("BanJNDI") // the address is that of a server of ours
    JMXConnector login(String role) throws IOException {
        return JMXConnectorFactory.connect(
                connector.getAddress(), Map.of(JMXConnector.CREDENTIALS, new String[] {role, ""}));
    }

    /** What a connection that is made now talks to. */
    MBeanServer front() {
        return connector.getMBeanServer();
    }

    static ObjectName name(String name) {
        try {
            return new ObjectName(name);
        } catch (JMException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    @Override
    public void close() throws IOException, JMException {
        connector.stop();
        if (server.isRegistered(NAME)) {
            server.unregisterMBean(NAME);
        }
    }
}

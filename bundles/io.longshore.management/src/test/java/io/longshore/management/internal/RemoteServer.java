// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.access.Caller;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.rmi.server.RMIServerSocketFactory;
import java.security.Principal;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.remote.JMXAuthenticator;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;
import javax.management.remote.rmi.RMIConnectorServer;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;

/** MBeans behind a real RMI connector on the loopback interface; who logs in as "x" gets the role "x". */
final class RemoteServer implements AutoCloseable {
    private final JMXConnectorServer connector;

    RemoteServer(RuntimeOperations operations) throws IOException, JMException {
        this(serverWith(operations));
    }

    private static MBeanServer serverWith(RuntimeOperations operations) throws JMException {
        MBeanServer server = MBeanServerFactory.newMBeanServer();
        server.registerMBean(
                new GuardedMBean<>(MBeanType.RUNTIME, operations, AuditTarget.ARGUMENTS, Caller::current),
                new ObjectName("io.longshore:type=Runtime,name=test"));
        return server;
    }

    RemoteServer(MBeanServer server) throws IOException {
        System.setProperty("java.rmi.server.hostname", "127.0.0.1");
        RMIServerSocketFactory loopback = port -> new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        JMXAuthenticator roleIsUser = credentials -> subject(((String[]) credentials)[0]);
        connector = JMXConnectorServerFactory.newJMXConnectorServer(
                new JMXServiceURL("rmi", "127.0.0.1", 0),
                Map.of(
                        RMIConnectorServer.RMI_SERVER_SOCKET_FACTORY_ATTRIBUTE,
                        loopback,
                        JMXConnectorServer.AUTHENTICATOR,
                        roleIsUser),
                server);
        connector.start();
    }

    static Subject subject(String role) {
        Set<Principal> principals = new HashSet<>();
        principals.add(new UserPrincipal("user-" + role));
        principals.add(new RolePrincipal(role));
        return new Subject(true, principals, Set.of(), Set.of());
    }

    JMXServiceURL address() {
        return connector.getAddress();
    }

    @Override
    public void close() throws IOException {
        connector.stop();
    }
}

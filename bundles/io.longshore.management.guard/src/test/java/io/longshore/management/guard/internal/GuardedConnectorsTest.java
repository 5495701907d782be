// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.guard.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.MBeanServer;
import javax.management.MBeanServerConnection;
import javax.management.MBeanServerDelegate;
import javax.management.MBeanServerFactory;
import javax.management.NotificationFilter;
import javax.management.ObjectName;
import javax.management.Query;
import javax.management.remote.JMXConnector;
import javax.management.remote.MBeanServerForwarder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody who can log in to JMX, and wants more. */
@Timeout(60)
class GuardedConnectorsTest {
    private static final String LOADER = "javax.management.loading.MLet";
    private static final String TIMER = "javax.management.timer.Timer";
    private static final ObjectName LOADER_NAME = KarafConnector.name("intruder:type=loader");
    private static final ObjectName CODE_NAME = KarafConnector.name("intruder:type=code");
    private static final ObjectName TIMER_NAME = KarafConnector.name("others:type=Timer");

    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final GuardedConnectors guard = new GuardedConnectors(server);
    private KarafConnector connector;

    @BeforeEach
    void start() throws Exception {
        Intruder.RUNS.set(0);
        connector = KarafConnector.of(server);
        server.createMBean(TIMER, TIMER_NAME);
    }

    @AfterEach
    void stop() throws Exception {
        connector.close();
    }

    /** Everything of it is in the JDK. */
    @Test
    void withoutTheGuardWhoeverLogsInRunsTheirCodeInTheServer() throws Exception {
        try (JMXConnector nobody = connector.login("nobody")) {
            intrude(nobody.getMBeanServerConnection());
        }

        assertThat(Intruder.RUNS).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "viewer", "manager", "admin"})
    void nobodyRunsTheirCodeInTheServer(String role) throws Exception {
        guard.open();

        try (JMXConnector login = connector.login(role)) {
            MBeanServerConnection connection = login.getMBeanServerConnection();
            assertThatThrownBy(() -> intrude(connection))
                    .isInstanceOf(SecurityException.class)
                    .hasMessage("createMBean javax.management.loading.MLet is done for nobody over a JMX connector");
            assertThatThrownBy(() -> connection.createMBean("javax.management.loading.PrivateMLet", LOADER_NAME))
                    .isInstanceOf(SecurityException.class);
            assertThat(connection.isRegistered(LOADER_NAME)).isFalse();
        }
        assertThat(Intruder.RUNS).hasValue(0);
    }

    /** Such as one that a bundle has put there, or who came before the guard did. */
    @ParameterizedTest
    @ValueSource(strings = {"viewer", "admin"})
    void nobodyUsesAClassLoaderThatIsThereAlready(String role) throws Exception {
        server.createMBean(LOADER, LOADER_NAME);
        guard.open();

        try (JMXConnector login = connector.login(role)) {
            MBeanServerConnection connection = login.getMBeanServerConnection();
            assertThatThrownBy(() -> connection.createMBean(Intruder.class.getName(), CODE_NAME, LOADER_NAME))
                    .isInstanceOf(SecurityException.class);
            // its arguments would be read with the class loader, which may run code as well
            assertThatThrownBy(() -> connection.createMBean(
                            Intruder.class.getName(), CODE_NAME, LOADER_NAME, new Object[] {List.of()}, new String[] {
                                List.class.getName()
                            }))
                    .isInstanceOf(SecurityException.class)
                    .hasMessageStartingWith("getClassLoader ");
        }
        assertThat(Intruder.RUNS).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "viewer", "manager"})
    void whoIsNoAdminMakesRemovesAndConnectsNoMBeans(String role) throws Exception {
        guard.open();
        int before = server.getMBeanCount();

        try (JMXConnector login = connector.login(role)) {
            MBeanServerConnection connection = login.getMBeanServerConnection();
            Object[] arguments = {"x"};
            String[] signature = {String.class.getName()};
            List<Attempt> attempts = List.of(
                    () -> connection.createMBean(TIMER, CODE_NAME),
                    () -> connection.createMBean(TIMER, CODE_NAME, (ObjectName) null),
                    () -> connection.createMBean(TIMER, CODE_NAME, arguments, signature),
                    () -> connection.createMBean(TIMER, CODE_NAME, null, arguments, signature),
                    () -> connection.unregisterMBean(TIMER_NAME),
                    () -> connection.unregisterMBean(KarafConnector.NAME),
                    () -> connection.addNotificationListener(TIMER_NAME, TIMER_NAME, null, null),
                    () -> connection.removeNotificationListener(TIMER_NAME, TIMER_NAME),
                    () -> connection.removeNotificationListener(TIMER_NAME, TIMER_NAME, null, null));
            for (Attempt attempt : attempts) {
                assertThatThrownBy(attempt::make)
                        .isInstanceOf(SecurityException.class)
                        .hasMessageEndingWith(" needs the role admin");
            }
        }

        assertThat(server.getMBeanCount()).isEqualTo(before);
    }

    @Test
    void anAdminMakesAndRemovesMBeans() throws Exception {
        guard.open();

        try (JMXConnector login = connector.login("admin")) {
            MBeanServerConnection connection = login.getMBeanServerConnection();
            connection.createMBean(TIMER, CODE_NAME);
            assertThat(server.isRegistered(CODE_NAME)).isTrue();
            connection.unregisterMBean(CODE_NAME);
            assertThat(server.isRegistered(CODE_NAME)).isFalse();
        }
    }

    /** What is Karaf's to allow or not is not our business. */
    @Test
    void theRestGoesOnAsItIs() throws Exception {
        guard.open();
        BlockingQueue<Object> told = new LinkedBlockingQueue<>();
        NotificationFilter all = null;

        try (JMXConnector login = connector.login("nobody")) {
            MBeanServerConnection connection = login.getMBeanServerConnection();
            connection.setAttribute(TIMER_NAME, new Attribute("SendPastNotifications", true));
            assertThat(connection.getAttribute(TIMER_NAME, "SendPastNotifications"))
                    .isEqualTo(true);
            assertThat(connection.getAttributes(TIMER_NAME, new String[] {"Active"}))
                    .hasSize(1);
            assertThat(connection.setAttributes(TIMER_NAME, new AttributeList()))
                    .isEmpty();
            connection.invoke(TIMER_NAME, "start", new Object[0], new String[0]);
            assertThat(connection.queryNames(TIMER_NAME, Query.isInstanceOf(Query.value(TIMER))))
                    .containsExactly(TIMER_NAME);
            assertThat(connection.queryMBeans(TIMER_NAME, null)).hasSize(1);
            assertThat(connection.getObjectInstance(TIMER_NAME).getClassName()).isEqualTo(TIMER);
            assertThat(connection.getMBeanInfo(TIMER_NAME).getOperations()).isNotEmpty();
            assertThat(connection.isInstanceOf(TIMER_NAME, TIMER)).isTrue();
            assertThat(connection.getMBeanCount()).isEqualTo(server.getMBeanCount());
            assertThat(connection.getDomains()).contains("others");
            assertThat(connection.getDefaultDomain()).isEqualTo(server.getDefaultDomain());
            connection.addNotificationListener(
                    MBeanServerDelegate.DELEGATE_NAME, (notification, handback) -> told.add(handback), all, "here");
            server.createMBean(TIMER, CODE_NAME);
            assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("here");
            assertThatThrownBy(() -> connection.getAttribute(LOADER_NAME, "URLs"))
                    .isInstanceOf(javax.management.InstanceNotFoundException.class);
        }
    }

    @Test
    void whoeverNeedNotLogInMakesNothing() throws Exception {
        connector.close();
        guard.open();

        try (KarafConnector open = KarafConnector.withoutLogin(server);
                JMXConnector somebody = open.login("admin")) {
            assertThatThrownBy(() -> somebody.getMBeanServerConnection().createMBean(TIMER, CODE_NAME))
                    .isInstanceOf(SecurityException.class);
        }
    }

    /** As when Karaf's bundle is restarted: under the same name. */
    @Test
    void aConnectorThatComesLaterIsGuardedBeforeItStarts() throws Exception {
        guard.open();

        for (int i = 0; i < 3; i++) {
            connector.close();
            connector = KarafConnector.of(server);
            assertRefused();
        }
    }

    @Test
    void withoutTheGuardNewConnectionsPassAndThoseFromBeforeStayGuarded() throws Exception {
        guard.open();

        try (JMXConnector before = connector.login("viewer")) {
            guard.close();
            assertThatThrownBy(() -> before.getMBeanServerConnection().createMBean(TIMER, CODE_NAME))
                    .isInstanceOf(SecurityException.class);
        }
        try (JMXConnector after = connector.login("viewer")) {
            after.getMBeanServerConnection().createMBean(TIMER, CODE_NAME);
        }
        connector.close();
        connector = KarafConnector.of(server);
        assertThat(connector.front()).isSameAs(server);
    }

    @Test
    void comingAndGoingLeavesOneForwarder() throws Exception {
        for (int i = 0; i < 3; i++) {
            GuardedConnectors again = new GuardedConnectors(server);
            again.open();
            assertRefused();
            assertThat(((MBeanServerForwarder) connector.front()).getMBeanServer())
                    .isSameAs(server);
            again.close();
            assertThat(((MBeanServerForwarder) connector.front()).getMBeanServer())
                    .isSameAs(server);
        }
    }

    private void assertRefused() throws Exception {
        try (JMXConnector viewer = connector.login("viewer")) {
            assertThatThrownBy(() -> intrude(viewer.getMBeanServerConnection())).isInstanceOf(SecurityException.class);
        }
    }

    private static void intrude(MBeanServerConnection connection) throws Exception {
        URL ours = Intruder.class.getProtectionDomain().getCodeSource().getLocation();
        connection.createMBean(
                LOADER, LOADER_NAME, new Object[] {new URL[] {ours}}, new String[] {URL[].class.getName()});
        connection.createMBean(Intruder.class.getName(), CODE_NAME, LOADER_NAME);
    }

    /** May throw. */
    @FunctionalInterface
    private interface Attempt {
        void make() throws Exception;
    }

    @Test
    void whereItCannotLookNothingOfItStays() throws Exception {
        List<Object> listeners = new ArrayList<>();
        MBeanServer blind = (MBeanServer) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {MBeanServer.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "addNotificationListener" -> listeners.add(arguments[1]);
                        case "removeNotificationListener" -> listeners.remove(arguments[1]);
                        default -> throw new IllegalStateException("not now");
                    }
                    return null;
                });

        assertThatThrownBy(() -> new GuardedConnectors(blind).open()).hasMessage("not now");

        assertThat(listeners).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.MBeanServer;
import javax.management.MBeanServerConnection;
import javax.management.MBeanServerDelegate;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.startlevel.BundleStartLevel;

/** Users of JMX who want to run code of theirs in Karaf, which is root. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class JmxIntrudersIT {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final String GUARD = "io.longshore.management.guard";
    private static final String CONNECTOR = "org.apache.karaf.management.server";
    private static final String TIMER = "javax.management.timer.Timer";

    @Inject
    protected BundleContext context;

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private MletAttack attack;
    private ObjectName made;
    private ObjectName connector;
    private ObjectName memory;

    @Configuration
    public static Option[] karaf() {
        return Setup.distribution(JmxIntrudersIT.class);
    }

    @Before
    public void open() throws Exception {
        attack = new MletAttack(Workplace.current());
        made = new ObjectName("intruder:type=made");
        connector = new ObjectName("connector:name=rmi");
        memory = new ObjectName("java.lang:type=Memory");
        try (JmxClient admin = JmxClient.admin()) {
            admin.awaitMBean();
        }
    }

    @After
    public void nothingIsLeft() throws Exception {
        attack.clear();
        bundle(GUARD).start();
    }

    @Test
    public void nobodyRunsTheirCodeInKaraf() throws Exception {
        for (String user : List.of(Users.VIEWER, Users.MANAGER, Users.ADMIN)) {
            try (JmxClient client = JmxClient.login(user)) {
                attack.assertRefused(client.server());
                assertThat(log())
                        .contains("user=" + user
                                + " operation=createMBean namespace= id=javax.management.loading.MLet outcome=denied");
            }
        }
    }

    @Test
    public void whoIsNoAdminMakesRemovesAndConnectsNoMBeans() throws Exception {
        for (String user : List.of(Users.VIEWER, Users.MANAGER)) {
            try (JmxClient client = JmxClient.login(user)) {
                MBeanServerConnection connection = client.server();
                assertDenied(() -> connection.createMBean(TIMER, made));
                assertDenied(() -> connection.createMBean(
                        "javax.management.StandardMBean", made, new Object[] {"x", CharSequence.class}, new String[] {
                            Object.class.getName(), Class.class.getName()
                        }));
                assertDenied(() -> connection.unregisterMBean(connector));
                assertDenied(() -> connection.unregisterMBean(memory));
                assertDenied(() -> connection.addNotificationListener(memory, connector, null, null));
                assertThat(connection.isRegistered(made)).isFalse();
                assertThat(connection.isRegistered(connector)).isTrue();
            }
        }
    }

    @Test
    public void karafsOwnGuardIsStillThere() throws Exception {
        try (JmxClient viewer = JmxClient.login(Users.VIEWER)) {
            MBeanServerConnection connection = viewer.server();
            AttributeList verbose = new AttributeList(List.of(new Attribute("Verbose", true)));
            assertThatThrownBy(() -> connection.setAttributes(memory, verbose)).isInstanceOf(SecurityException.class);
            assertThatThrownBy(() -> connection.invoke(memory, "gc", new Object[0], new String[0]))
                    .isInstanceOf(SecurityException.class);
            assertThat(connection.getAttribute(memory, "Verbose")).isEqualTo(false);
        }
    }

    /** In our distribution; Karaf's own lists let a manager do so, who would be root by that. */
    @Test
    public void whoIsNoAdminInstallsUpdatesAndConfiguresNothing() throws Exception {
        ObjectName bundles = new ObjectName("org.apache.karaf:type=bundle,name=root");
        ObjectName configurations = new ObjectName("org.apache.karaf:type=config,name=root");
        String[] one = {String.class.getName()};
        String[] two = {String.class.getName(), String.class.getName()};
        String[] three = {String.class.getName(), String.class.getName(), String.class.getName()};
        for (String user : List.of(Users.VIEWER, Users.MANAGER)) {
            try (JmxClient client = JmxClient.login(user)) {
                MBeanServerConnection connection = client.server();
                assertRefused(() -> connection.invoke(bundles, "install", new Object[] {"file:/no"}, one));
                assertRefused(() -> connection.invoke(bundles, "update", new Object[] {"0", "file:/no"}, two));
                Object[] runtime = {"io.longshore.runtime.linux", "runtime", "/bin/false"};
                assertRefused(() -> connection.invoke(configurations, "setProperty", runtime, three));
                assertRefused(
                        () -> connection.invoke(configurations, "listProperties", new Object[] {runtime[0]}, one));
                assertThat(connection.queryNames(new ObjectName("osgi.compendium:service=cm,*"), null))
                        .isNotEmpty()
                        .allSatisfy(name -> assertRefused(
                                () -> connection.invoke(name, "getProperties", new Object[] {runtime[0]}, one)));
                assertThat(connection.getAttribute(bundles, "Bundles")).isNotNull();
            }
        }
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(SecurityException.class);
    }

    /** A client may say for whom it acts; Karaf must not believe it. */
    @Test
    public void whoClaimsToActForAnAdminIsNone() throws Exception {
        try (JmxClient viewer = JmxClient.login(Users.VIEWER)) {
            MBeanServerConnection connection = viewer.serverFor(Users.login(Users.ADMIN));
            assertThatThrownBy(() -> connection.createMBean(TIMER, made)).isInstanceOf(SecurityException.class);
            assertThatThrownBy(() -> connection.invoke(memory, "gc", new Object[0], new String[0]))
                    .isInstanceOf(SecurityException.class);
        }
    }

    @Test
    public void adminsAndViewersUseJmxAsBefore() throws Exception {
        BlockingQueue<Object> told = new LinkedBlockingQueue<>();
        NotificationListener listener = (notification, handback) -> told.add(handback);
        try (JmxClient admin = JmxClient.admin();
                JmxClient viewer = JmxClient.login(Users.VIEWER)) {
            assertThat(viewer.get("Name")).isEqualTo("root");
            assertThat(viewer.rows("listTasks", "")).isEmpty();
            viewer.server().addNotificationListener(MBeanServerDelegate.DELEGATE_NAME, listener, null, "told");

            admin.server().createMBean(TIMER, made);
            assertThat(viewer.server().queryNames(made, null)).containsExactly(made);
            assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("told");
            admin.server().invoke(made, "start", new Object[0], new String[0]);
            assertThat(viewer.server().getAttribute(made, "Active")).isEqualTo(true);
            admin.server().unregisterMBean(made);
        }
    }

    @Test
    public void theGuardIsThereBeforeKarafsConnectorAtEveryStart() {
        assertThat(startLevel(GUARD)).isLessThan(startLevel(CONNECTOR));
    }

    private int startLevel(String name) {
        return bundle(name).adapt(BundleStartLevel.class).getStartLevel();
    }

    @Test
    public void whenKarafsConnectorRestartsItIsGuardedAgain() throws Exception {
        for (int i = 0; i < 2; i++) {
            restart(bundle(CONNECTOR));
            assertRefusedToAViewer();
        }
    }

    @Test
    public void withoutTheGuardAViewerIsRootAndWithItAgainNot() throws Exception {
        bundle(GUARD).stop();
        try (JmxClient viewer = JmxClient.login(Users.VIEWER)) {
            attack.run(viewer.server());
            assertThat(attack.ranAs()).isEqualTo(System.getProperty("user.name"));
            attack.clear();

            bundle(GUARD).start();
            assertRefusedToAViewer();
            // as the README says: who was in stays in, and that is told
            attack.run(viewer.server());
            assertThat(attack.ranAs()).isNotNull();
            attack.clear();
            assertThat(log()).containsPattern("except over connections that were there before: \\[rmi://.*;viewer ");
            restart(bundle(CONNECTOR));
            assertThatThrownBy(() -> attack.run(viewer.server())).isInstanceOf(Exception.class);
            assertThat(attack.ranAs()).isNull();
        }
        assertRefusedToAViewer();
    }

    private void assertRefusedToAViewer() throws Exception {
        try (JmxClient admin = JmxClient.admin(); // which waits for the connector
                JmxClient viewer = JmxClient.login(Users.VIEWER)) {
            assertThat(admin.server().isRegistered(connector)).isTrue();
            attack.assertRefused(viewer.server());
        }
    }

    /** Karaf makes its connector on a thread of its own. */
    private void restart(Bundle bundle) throws Exception {
        bundle.stop();
        assertThat(server.isRegistered(connector)).isFalse();
        bundle.start();
        await().atMost(DEADLINE).until(() -> server.isRegistered(connector));
    }

    private static void assertDenied(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(SecurityException.class).hasMessageEndingWith(" needs the role admin");
    }

    private Bundle bundle(String name) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String log() throws Exception {
        return Files.readString(Path.of(System.getProperty(Setup.LOG_PROPERTY)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.fakes.FakeTask;
import io.longshore.api.runtime.Exit;
import java.security.PrivilegedAction;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.security.auth.Subject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Karaf's guard asks nobody for a role who takes an MBean out of the server. */
@Timeout(60)
@SuppressWarnings("BanJNDI") // the address is that of a server of ours
class TakenAwayTest {
    @Test
    void nobodyTakesAnMBeanOfOursAwayOverRmiAndWhoTriesIsInTheAuditLog() throws Exception {
        try (Managed managed = new Managed("web")) {
            managed.runtime.tasks.get(0).addProcess(new ExecId("sh1"));
            managed.restart();
            Set<String> before = managed.names();

            List<String> lines = CapturedLog.linesOf("io.longshore.access.audit", () -> {
                try (RemoteServer server = new RemoteServer(managed.server)) {
                    for (String role : List.of("viewer", "admin")) {
                        try (JMXConnector connector = JMXConnectorFactory.connect(
                                server.address(), Map.of(JMXConnector.CREDENTIALS, new String[] {role, ""}))) {
                            MBeanServerConnection connection = connector.getMBeanServerConnection();
                            for (String name : before) {
                                assertThatThrownBy(() -> connection.unregisterMBean(new ObjectName(name)))
                                        .isInstanceOf(RuntimeMBeanException.class)
                                        .cause()
                                        .isInstanceOf(SecurityException.class)
                                        .hasMessage("only Longshore takes its MBeans away");
                            }
                        }
                    }
                }
            });

            assertThat(managed.names()).isEqualTo(before).hasSize(6);
            assertThat(lines)
                    .hasSize(12)
                    .contains(
                            "user=user-viewer operation=unregisterMBean namespace=blue id=web outcome=denied",
                            "user=user-viewer operation=unregisterMBean namespace=blue id=web/sh1 outcome=denied",
                            "user=user-viewer operation=unregisterMBean namespace= id=Runtime outcome=denied",
                            "user=user-admin operation=unregisterMBean namespace= id=Events outcome=denied");
        }
    }

    /** On the thread of whoever deletes the task, stops the bundle, or happens to look. */
    @Test
    @SuppressWarnings("removal") // the only way on Java 17
    void weTakeThemAwayWhoeverCalls() throws Exception {
        Managed managed = new Managed("web", "db");

        Subject.doAs(RemoteServer.subject("viewer"), (PrivilegedAction<Void>) () -> {
            managed.runtime.tasks.removeIf(task -> task.id.value().equals("web"));
            managed.events.publish(new TaskEvent.Deleted(
                    new Namespace("blue"), new ContainerId("web"), 4711, Exit.exited(0, FakeTask.ENDED)));
            return null;
        });
        assertThat(managed.server.isRegistered(Managed.task("web"))).isFalse();
        assertThat(managed.server.isRegistered(Managed.task("db"))).isTrue();

        Subject.doAs(RemoteServer.subject("viewer"), (PrivilegedAction<Void>) () -> {
            managed.close();
            return null;
        });
        assertThat(managed.names()).isEmpty();
    }
}

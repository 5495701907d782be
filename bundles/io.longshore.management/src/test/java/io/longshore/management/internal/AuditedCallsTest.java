// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.PrivilegedExceptionAction;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.management.ObjectName;
import javax.security.auth.Subject;
import org.junit.jupiter.api.Test;

/** What is written of a call, and what of an argument is not. */
class AuditedCallsTest {
    @Test
    void theAuditLogHasOneLinePerChangeWithItsOwnNamesAndNoEnvironment() throws Exception {
        try (Managed managed = new Managed("web")) {
            ObjectName task = Managed.task("web");
            ObjectName process = Managed.process("web", "sh1");
            List<String> lines = CapturedLog.linesOf(
                    "io.longshore.access.audit",
                    () -> as("admin", () -> {
                        managed.call(task, "stats");
                        managed.call(task, "kill", "TERM", false);
                        managed.call(task, "pause");
                        managed.call(
                                task,
                                "exec",
                                "sh1",
                                new String[] {"sh"},
                                new String[] {"TOKEN=secret"},
                                "",
                                0L,
                                0L,
                                "",
                                true);
                        managed.call(process, "kill", "9");
                        managed.call(process, "waitForExit", 1000L);
                        managed.call(process, "delete");
                        managed.call(
                                new ObjectName("io.longshore:type=Namespaces"),
                                "createNamespace",
                                "green",
                                new String[0]);
                        return managed.call(task, "update", 1L, 0L, 0L);
                    }));

            assertThat(lines)
                    .containsExactly(
                            "user=user-admin operation=killTask namespace=blue id=web outcome=done",
                            "user=user-admin operation=pauseTask namespace=blue id=web outcome=done",
                            "user=user-admin operation=execTask namespace=blue id=web outcome=done",
                            "user=user-admin operation=killProcess namespace=blue id=web/sh1 outcome=done",
                            "user=user-admin operation=deleteProcess namespace=blue id=web/sh1 outcome=done",
                            "user=user-admin operation=createNamespace namespace=green id= outcome=done",
                            "user=user-admin operation=updateTask namespace=blue id=web outcome=done");
        }
    }

    /** What is written there is written by root of the host. */
    @Test
    void onlyAnAdminNamesTheFileOfAnOutput() throws Exception {
        try (Managed managed = new Managed("web")) {
            Object[] arguments = {"sh1", new String[] {"sh"}, new String[0], "", 0L, 0L, "/etc/cron.d/web", true};

            assertThatThrownBy(() -> as("manager", () -> managed.call(Managed.task("web"), "exec", arguments)))
                    .cause()
                    .isInstanceOf(SecurityException.class)
                    .hasMessageContaining("admin");
            assertThat(managed.runtime.tasks.get(0).calls).isEmpty();

            as("admin", () -> managed.call(Managed.task("web"), "exec", arguments));
            assertThat(managed.runtime.tasks.get(0).calls).isNotEmpty();
        }
    }

    @Test
    void aBadEnvironmentIsRefusedWithoutItsValueInTheMessage() throws Exception {
        try (Managed managed = new Managed("web")) {
            assertThatThrownBy(() -> managed.call(
                            Managed.task("web"),
                            "exec",
                            "sh1",
                            new String[] {"sh"},
                            new String[] {"A=b", "s3cret"},
                            "",
                            0L,
                            0L,
                            "",
                            true))
                    .cause()
                    .hasMessage("InvalidArgument: environment[1] must be a variable written NAME=value");
        }
    }

    private static <T> T as(String role, PrivilegedExceptionAction<T> action) throws Exception {
        Subject subject =
                new Subject(true, new HashSet<>(RemoteServer.subject(role).getPrincipals()), Set.of(), Set.of());
        try {
            return Subject.doAs(subject, action);
        } catch (java.security.PrivilegedActionException e) {
            throw e.getException();
        }
    }
}

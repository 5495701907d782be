// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.access.Caller;
import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import io.longshore.api.events.TaskEvent;
import java.security.PrivilegedExceptionAction;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import javax.management.MBeanServerDelegate;
import javax.security.auth.Subject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever calls, what is done for that on other threads, and by them later, is not done in the caller's name. */
@Timeout(60)
class OwnBehalfTest {
    /** Who was seen acting where. */
    private final Map<String, String> seen = new ConcurrentSkipListMap<>();

    @Test
    void samplesListenersAndTheTreeOfMBeansHaveNoSubject() throws Exception {
        CountDownLatch all = new CountDownLatch(3);
        try (Managed managed = as("viewer", () -> new Managed("web"))) {
            managed.runtime.tasks.get(0).before = operation -> note(operation, all);
            managed.server.addNotificationListener(
                    Managed.task("web"), (told, handback) -> note("listener", all), null, null);
            managed.server.addNotificationListener(
                    MBeanServerDelegate.DELEGATE_NAME, (told, handback) -> note("tree", all), null, null);

            as("viewer", () -> managed.server.getAttribute(Managed.task("web"), "MemoryUsage"));
            managed.runtime.tasks.get(0).addProcess(new ExecId("sh1"));
            as(
                    "manager",
                    () -> managed.events.publish(
                            new TaskEvent.ExecAdded(new Namespace("blue"), new ContainerId("web"), new ExecId("sh1"))));

            assertThat(all.await(20, SECONDS)).isTrue();
            assertThat(seen)
                    .containsExactly(
                            Map.entry("listener", "local"), Map.entry("stats", "local"), Map.entry("tree", "local"));
        }
    }

    @Test
    void whatAnOperationBeginsDoesNotKeepTheCallersRoles() throws Exception {
        try (Managed managed = new Managed("web")) {
            managed.runtime.tasks.get(0).before = operation -> {
                seen.put(operation, Caller.current().name());
                Thread lasting =
                        new Thread(() -> seen.put("thread", Caller.current().name()));
                lasting.start();
                join(lasting);
            };

            as("manager", () -> managed.call(Managed.task("web"), "pause"));

            assertThat(seen).containsExactly(Map.entry("pause", "local"), Map.entry("thread", "local"));
        }
    }

    private void note(String where, CountDownLatch all) {
        if (seen.put(where, Caller.current().name()) == null) {
            all.countDown();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(20_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static <T> T as(String role, PrivilegedExceptionAction<T> action) throws Exception {
        Subject subject =
                new Subject(true, new HashSet<>(RemoteServer.subject(role).getPrincipals()), Set.of(), Set.of());
        return Subject.doAs(subject, action);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.access.Caller;
import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import io.longshore.api.UnavailableException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Stdio;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import javax.management.MBeanServer;
import javax.management.MBeanServerDelegate;
import javax.management.MBeanServerFactory;
import javax.management.MBeanServerNotification;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is under way when the MBeans go, and what becomes of it when somebody blocks the MBean server. */
@Timeout(60)
class ClosingTest {
    private static final Namespace BLUE = new Namespace("blue");

    private final ExecutorService others = Executors.newCachedThreadPool();
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void nothingGoesOn() throws InterruptedException {
        goOn.countDown();
        others.shutdown();
        assertThat(others.awaitTermination(20, SECONDS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"task", "process", "runtime"})
    void whoWaitsForAnExitIsToldThatTheMBeansAreGoing(String which) throws Exception {
        Managed managed = new Managed("web");
        managed.runtime.tasks.get(0).addProcess(new ExecId("sh1"));
        managed.restart();
        CountDownLatch waits = new CountDownLatch(1);
        managed.runtime.tasks.get(0).onExitAsked = waits::countDown;
        Future<Object> wait = others.submit(() -> switch (which) {
            case "task" -> managed.call(Managed.task("web"), "waitForExit", 3_600_000L);
            case "process" -> managed.call(Managed.process("web", "sh1"), "waitForExit", 3_600_000L);
            default -> managed.call(Managed.runtime(), "waitTask", "blue", "web", 3_600_000L);
        });
        assertThat(waits.await(20, SECONDS)).isTrue();

        managed.close();

        assertThatThrownBy(() -> wait.get(20, SECONDS))
                .isInstanceOf(ExecutionException.class)
                .rootCause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Unavailable: Longshore's MBeans are going");
    }

    @Test
    void aWaitThatBeginsAfterThatEndsAtOnceAndOneThatIsOverLeavesNothing() {
        ExitWaits waits = new ExitWaits();
        waits.close();

        assertThatThrownBy(() -> waits.await(new CompletableFuture<>(), Duration.ofHours(1), "task web"))
                .isInstanceOf(UnavailableException.class);
    }

    @Test
    void anMBeanThatIsAboutToBeRegisteredIsNotLeftThere() throws Exception {
        MBeanServer server = MBeanServerFactory.newMBeanServer();
        MBeans mbeans = new MBeans(server);
        CountDownLatch registers = blockRegistrationIn(server);
        ObjectName name = new ObjectName("io.longshore:type=Task,namespace=blue,id=web");
        Future<?> registration = others.submit(() -> mbeans.register(name, any()));
        assertThat(registers.await(20, SECONDS)).isTrue();

        mbeans.close();
        goOn.countDown();
        registration.get(20, SECONDS);

        assertThat(server.queryNames(new ObjectName("io.longshore:*"), null)).isEmpty();
        mbeans.register(name, any());
        assertThat(server.queryNames(new ObjectName("io.longshore:*"), null)).isEmpty();
    }

    @Test
    void whatIsStillToBeLookedAtWhenTheMBeansGoIsNotRegisteredAfterThat() throws Exception {
        Managed managed = new Managed();
        CountDownLatch registers = blockRegistrationIn(managed.server);
        managed.runtime.add("blue", "web");
        managed.runtime.add("blue", "db");
        Future<?> first = others.submit(() -> managed.events.publish(created("web")));
        assertThat(registers.await(20, SECONDS)).isTrue();
        Future<?> closing = others.submit(managed::close);
        goOn.countDown();
        closing.get(20, SECONDS);
        first.get(20, SECONDS);

        assertThat(managed.names()).isEmpty();
    }

    @Test
    void anMBeanServerThatIsBlockedHoldsUpNoActivationForEver() throws Exception {
        MBeanServer server = MBeanServerFactory.newMBeanServer();
        Fixture fixture = new Fixture();
        ScriptedRuntime runtime = new ScriptedRuntime(fixture.containers);
        runtime.add("blue", "web");
        CountDownLatch registers = blockRegistrationIn(server);
        MBeans mbeans = new MBeans(server);
        try (NotificationThreads threads = new NotificationThreads()) {
            Emitter everything = new Emitter(Managed.runtime(), threads);
            TaskMBeans tasks = new TaskMBeans(
                    fixture.events,
                    looks -> new TaskTree(
                            runtime,
                            new TaskBranches(
                                    fixture.containers,
                                    mbeans,
                                    threads,
                                    Runnable::run,
                                    new ExitWaits(),
                                    () -> Caller.LOCAL,
                                    looks),
                            everything),
                    Duration.ofMillis(1));
            assertThat(registers.await(20, SECONDS)).isTrue();

            goOn.countDown();
            fixture.events.publish(created("web"));

            assertThat(server.isRegistered(Managed.task("web"))).isTrue();
            tasks.close();
            mbeans.close();
        }
    }

    /** Whoever registers something in it waits, having done that, and the latch says so. */
    private CountDownLatch blockRegistrationIn(MBeanServer server) throws Exception {
        CountDownLatch registers = new CountDownLatch(1);
        Consumer<String> block = type -> {
            if (type.equals(MBeanServerNotification.REGISTRATION_NOTIFICATION)) {
                registers.countDown();
                await(goOn);
            }
        };
        server.addNotificationListener(
                MBeanServerDelegate.DELEGATE_NAME, (told, handback) -> block.accept(told.getType()), null, null);
        return registers;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static GuardedMBean<?> any() {
        return new GuardedMBean<>(
                MBeanType.RUNTIME, new Fixture().operations, AuditTarget.ARGUMENTS, () -> Caller.LOCAL);
    }

    private static TaskEvent created(String id) {
        return new TaskEvent.Created(BLUE, new ContainerId(id), "/bundle", List.of(), Stdio.NULL, 4711);
    }
}

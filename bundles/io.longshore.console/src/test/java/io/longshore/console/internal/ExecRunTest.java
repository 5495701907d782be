// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.api.fakes.FakeTask;
import io.longshore.api.runtime.Exit;
import io.longshore.console.internal.Client.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands in a task that is paused, or whose shim hangs. */
class ExecRunTest {
    private static final Duration DEADLINE = Duration.ofSeconds(15);

    @TempDir
    Path directory;

    private ConsoleServer server;
    private Client admin;
    private FakeTask task;
    private final CountDownLatch end = new CountDownLatch(1);

    @BeforeEach
    void start() throws Exception {
        server = new ConsoleServer(directory);
        admin = server.login("admin");
        task = server.task();
        task.start();
    }

    @AfterEach
    void stop() throws Exception {
        end.countDown();
        server.close();
    }

    @Test
    void aCommandThatCannotBeKilledIsGivenUpAndForgottenWhenItEndsAfterAll() throws Exception {
        AtomicReference<FakeProcess> process = new AtomicReference<>();
        task.onExec = (id, options) -> {
            process.set(new FakeProcess(id, options, started -> {}));
            process.get().onKill = signal -> {};
            return process.get();
        };

        Answer answer = exec(admin);

        assertThat(answer.status()).as(answer.text()).isEqualTo(504);
        assertThat(answer.message()).contains("is its task paused?");
        assertThat(server.streams.open).hasValue(0);
        assertThat(process.get().deleted).isFalse();

        process.get().exit.complete(Exit.exited(137, FakeProcess.ENDED));
        await().atMost(DEADLINE).until(() -> process.get().deleted);
    }

    @Test
    void aKillThatHangsHoldsUpNeitherTheAnswerNorTheSamples() throws Exception {
        CountDownLatch kills = new CountDownLatch(1);
        task.onExec = (id, options) -> {
            FakeProcess process = new FakeProcess(id, options, started -> {});
            process.onKill = signal -> {
                kills.countDown();
                awaitEnd();
            };
            return process;
        };

        assertThat(exec(admin).status()).isEqualTo(504);
        assertThat(kills.await(10, TimeUnit.SECONDS)).isTrue();
    }

    /** R7: what hangs must not keep anybody from doing something about it. */
    @Test
    void commandsThatHangKeepNobodyFromLoggingInAndKilling() throws Exception {
        Semaphore hanging = new Semaphore(0);
        task.onExec = (id, options) -> new FakeProcess(id, options, started -> {
            hanging.release();
            awaitEnd();
            started.exit.complete(Exit.exited(0, FakeProcess.ENDED));
        });
        List<CompletableFuture<Answer>> commands = new ArrayList<>();
        for (int i = 0; i < Console.MOST_EXECS; i++) {
            commands.add(CompletableFuture.supplyAsync(() -> exec(admin), command -> new Thread(command).start()));
        }
        assertThat(hanging.tryAcquire(Console.MOST_EXECS, 10, TimeUnit.SECONDS)).isTrue();

        Answer refused = exec(admin);

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.message()).contains("commands run already");
        assertThat(refused.header("Retry-After")).isNotNull();
        Client manager = server.login("manager");
        assertThat(manager.post("api/tasks/blue/web/kill", "{\"signal\":\"KILL\"}")
                        .status())
                .isEqualTo(200);
        end.countDown();
        assertThat(commands)
                .allSatisfy(each ->
                        assertThat(each.get(10, TimeUnit.SECONDS).status()).isEqualTo(200));
    }

    private static Answer exec(Client client) {
        try {
            return client.post("api/tasks/blue/web/exec", "{\"args\":[\"ls\"]}");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void awaitEnd() {
        try {
            assertThat(end.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

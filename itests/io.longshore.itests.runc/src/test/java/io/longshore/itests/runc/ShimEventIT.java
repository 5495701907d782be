// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ExecId;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.shim.ShimEventSink;
import io.longshore.api.shim.ShimProvider;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.posix.LinuxPosix;
import io.longshore.posix.PidFd;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** What a real shim publishes itself, beside its answers to calls. */
@EveryShimProcess
class ShimEventIT {
    private static final int MANY = 50;

    @Parameter
    private ShimKind kind;

    private final LinuxPosix posix = new LinuxPosix();

    /** The exits that shims have published, as often as they did. */
    private final BlockingQueue<TaskEvent.Exited> heard = new LinkedBlockingQueue<>();

    /** Why some were to be published again. */
    private final List<Throwable> refused = new CopyOnWriteArrayList<>();

    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = Rig.open(kind, settings -> settings, this::overheard);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
        posix.close();
    }

    private ShimProvider overheard(ShimProvider provider) {
        return (ShimProvider) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ShimProvider.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("open")) {
                        arguments[2] = new Overheard((ShimEventSink) arguments[2]);
                    }
                    try {
                        return method.invoke(provider, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Stands before the runtime. */
    private final class Overheard implements ShimEventSink {
        private final ShimEventSink runtime;

        Overheard(ShimEventSink runtime) {
            this.runtime = runtime;
        }

        @Override
        public void accept(TaskEvent event) {
            runtime.accept(event);
        }

        @Override
        public CompletionStage<Void> acceptSoon(TaskEvent event) {
            try {
                return runtime.acceptSoon(event).whenComplete((taken, failure) -> {
                    if (failure != null) {
                        refused.add(failure);
                    }
                    note(event);
                });
            } catch (RuntimeException e) {
                refused.add(e);
                throw e;
            }
        }

        private void note(TaskEvent event) {
            if (event instanceof TaskEvent.Exited exited) {
                heard.add(exited);
            }
        }
    }

    /** R14, R16. */
    @Test
    void exitWhileNobodyListensIsPublishedToTheNextRun() throws Exception {
        Task task = rig.task("it", "sh", "-c", "until [ -e /tmp/gate ]; do sleep 0.02; done; exit 7");
        task.start();
        long pid = task.info().pid();

        rig.restartAfter(() -> {
            try (PidFd process = posix.pidfdOpen((int) pid)) {
                Files.createFile(rig.rootfs().resolve("tmp/gate"));
                process.exited().toCompletableFuture().get(30, SECONDS);
            }
        });

        TaskEvent.Exited event = heard.poll(30, SECONDS);
        assertThat(event).isNotNull();
        assertThat(event.containerId()).isEqualTo(task.id());
        assertThat(event.pid()).isEqualTo(pid);
        assertThat(event.exit().status()).isEqualTo(7);
        Exit exit = rig.runtime()
                .get(rig.namespace(), task.id())
                .exit()
                .toCompletableFuture()
                .get(30, SECONDS);
        assertThat(exit).isEqualTo(event.exit());
        assertThat(rig.topics("it")).containsOnlyOnce("/tasks/exit");
    }

    /** R17: some of these exits come before the answer that the process was started. */
    @Test
    void exitsOfAddedProcessesAreTakenWhenTheyAreFirstPublished() throws Exception {
        Task task = rig.task("it", "sleep", "1000");
        task.start();
        for (int i = 0; i < MANY; i++) {
            TaskProcess process = task.exec(new ExecId("true-" + i), ExecOptions.of("true"));
            process.start();
            assertThat(process.exit().toCompletableFuture().get(30, SECONDS).status())
                    .isZero();
        }

        Set<ExecId> published = new HashSet<>();
        while (published.size() < MANY) {
            TaskEvent.Exited event = heard.poll(30, SECONDS);
            assertThat(event).as("after %s", published).isNotNull();
            published.add(event.execId());
        }
        assertThat(refused).isEmpty();
        assertThat(rig.topics("it").stream().filter("/tasks/exit"::equals)).hasSize(MANY);
    }
}

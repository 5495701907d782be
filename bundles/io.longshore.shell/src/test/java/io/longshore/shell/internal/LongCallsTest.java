// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.fakes.FakeContainers;
import io.longshore.api.fakes.FakeRuntime;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.Task;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever waits at a terminal for the runtime is told for what. */
@Timeout(60)
class LongCallsTest {
    private static final Namespace BLUE = new Namespace("blue");
    private static final Set<String> SLOW =
            Set.of("create", "start", "kill", "pause", "resume", "update", "pids", "delete", "exec");

    private final FakeContainers containers = new FakeContainers();
    private final FakeRuntime runtime = new FakeRuntime(containers);
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final Console console = new Console();
    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void eachCallIsNamed() throws Exception {
        record("web");
        TaskCreate create = new TaskCreate();
        create.id = "web";
        create.containers = containers;
        create.runtime = slow(ContainerRuntime.class, runtime);
        assertSays(create, "creating task web …");
        assertSays(on(new TaskStart()), "starting task web …");
        assertSays(on(new TaskPause()), "pausing task web …");
        assertSays(on(new TaskResume()), "resuming task web …");
        TaskUpdate update = on(new TaskUpdate());
        update.pids = 10L;
        assertSays(update, "changing task web …");
        assertSays(on(new TaskPs()), "looking at task web …");
        assertSays(on(new TaskKill()), "sending SIGTERM to task web …");
        assertSays(on(new TaskDelete()), "deleting task web …");
    }

    @Test
    void ofARunBothStepsAre(@TempDir Path data) throws Exception {
        TaskRun run = new TaskRun();
        run.id = "web";
        run.rootfs = "/srv/web";
        run.args = List.of("sh");
        run.detach = true;
        run.containers = containers;
        run.runtime = slow(ContainerRuntime.class, runtime);

        System.setProperty("karaf.data", data.toString());
        try {
            assertSays(run, "creating task web …", "starting task web …");
        } finally {
            System.clearProperty("karaf.data");
        }
    }

    private void assertSays(SessionAction command, String... sentences) throws Exception {
        screen.reset();
        calls.set(0);
        command.namespace = "blue";
        command.session = FakeSession.at(screen).session();
        command.patience = Duration.ofMillis(1);

        console.run(command);

        assertThat(screen.toString(StandardCharsets.UTF_8)).contains(sentences);
    }

    private <T extends TaskAction> T on(T command) {
        command.id = "web";
        command.runtime = slow(ContainerRuntime.class, runtime);
        return command;
    }

    private void record(String id) {
        ContainerId name = new ContainerId(id);
        containers.create(
                BLUE,
                Container.builder(name, OciSpec.builder(BLUE, name).args("true").build())
                        .build());
    }

    /** Its slow methods return when the screen has said as many things as were called. */
    private <T> T slow(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (SLOW.contains(method.getName())) {
                        int call = calls.incrementAndGet();
                        await().until(() -> said() >= call);
                    }
                    return wrapped(invoke(() -> method.invoke(real, arguments)));
                }));
    }

    private @Nullable Object wrapped(@Nullable Object result) {
        return result instanceof Task task ? slow(Task.class, task) : result;
    }

    private long said() {
        return screen.toString(StandardCharsets.UTF_8)
                .chars()
                .filter(character -> character == '…')
                .count();
    }

    private static @Nullable Object invoke(Callable<@Nullable Object> call) throws Exception {
        try {
            return call.call();
        } catch (InvocationTargetException e) {
            throw (Exception) e.getCause();
        }
    }
}

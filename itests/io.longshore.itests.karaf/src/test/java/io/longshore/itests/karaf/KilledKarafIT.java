// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.management.openmbean.CompositeData;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;

/** Karaf as a whole goes, in good order or by SIGKILL, and comes back; here with shims of the second generation. */
public class KilledKarafIT {
    private static Workplace workplace;
    private static HeldRuntime runtime;
    private static KarafProcess karaf;
    private static Path diary;

    private JmxClient admin;

    @BeforeClass
    public static void unpack() throws Exception {
        workplace = Workplace.create();
        runtime = HeldRuntime.create(workplace.directory().resolve("runtime"));
        diary = workplace.directory().resolve("diary.txt");
        karaf = new KarafProcess(
                Path.of("target/karaf").toAbsolutePath(),
                Path.of("target/archives"),
                Path.of("target/logs/KilledKarafIT.log").toAbsolutePath().toString());
        karaf.configure(workplace, runtime.program(), diary);
    }

    @AfterClass
    public static void stop() throws Exception {
        try {
            karaf.stop();
        } finally {
            karaf.kill();
        }
    }

    @Before
    public void start() throws Exception {
        admin = karaf.start();
    }

    @After
    public void nothingIsLeft() throws Exception {
        try (JmxClient client = karaf.start()) {
            client.removeAll();
        }
        workplace.assertNothingIsLeft();
    }

    @Test
    public void tasksOutliveAStopOfKarafAndAnExitMeanwhileIsToldOnce() throws Exception {
        assertSurvives("stop", karaf::stop);
    }

    @Test
    public void tasksOutliveAKillOfKarafAndAnExitMeanwhileIsToldOnce() throws Exception {
        assertSurvives("kill", karaf::kill);
    }

    private void assertSurvives(String how, Services.ThrowingRunnable end) throws Exception {
        Gate gate = Gate.create(workplace, how);
        String survivor = how + "-survives";
        String ends = how + "-ends";
        create(survivor, "sleep", "600");
        create(ends, gate.program(7));
        CompositeData before = admin.task(workplace, survivor);
        assertThat(ProcessHandle.of((Long) before.get("shimPid"))
                        .flatMap(shim -> shim.info().command()))
                .hasValueSatisfying(program -> assertThat(program).endsWith("/containerd-shim-runc-v2"));
        long pid = (Long) admin.task(workplace, ends).get("pid");

        admin.close();
        end.run();
        assertThat(ProcessHandle.of((Long) before.get("pid"))).isPresent();
        Gate.Span meanwhile = gate.letGo(pid);
        admin = karaf.start();

        assertThat(admin.task(workplace, survivor)).isEqualTo(before);
        ToldExit.assertTold(admin, workplace, ends, 7, meanwhile);
        admin.call("killTask", workplace.namespace(), survivor, "KILL");
        assertThat(admin.row("waitTask", workplace.namespace(), survivor, 30_000L)
                        .get("exitStatus"))
                .isEqualTo(137);
        assertTheDiaryIsComplete();
    }

    @Test
    public void aKillOfKarafWhileATaskIsCreatedLeavesNothingAndTheIdUsable() throws Exception {
        admin.call("createContainer", workplace.namespace(), "half", rootfs(), new String[] {"sleep", "600"});
        killAt("create", "createTask", "half", "");

        admin = karaf.start();

        assertThat(admin.rows("listTasks", workplace.namespace())).isEmpty();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(workplace::assertNothingIsLeft);
        admin.call("createTask", workplace.namespace(), "half", "");
        admin.call("startTask", workplace.namespace(), "half");
        assertThat(admin.task(workplace, "half").get("state")).isEqualTo("RUNNING");
    }

    @Test
    public void aKillOfKarafWhileATaskIsDeletedLosesNoExitAndTheIdIsUsable() throws Exception {
        create("leaving", "sleep", "600");
        killAt("delete", "forceDeleteTask", "leaving");

        admin = karaf.start();

        if (admin.rows("listTasks", workplace.namespace()).length > 0) {
            assertThat(admin.row("forceDeleteTask", workplace.namespace(), "leaving")
                            .get("exitStatus"))
                    .isEqualTo(137);
        }
        workplace.assertNothingIsLeft();
        assertThat(admin.events(workplace, "leaving", 0))
                .extracting(event -> event.get("topic"))
                .containsExactly("/containers/create", "/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete");
        assertTheDiaryIsComplete();
        admin.call("createTask", workplace.namespace(), "leaving", "");
        admin.call("startTask", workplace.namespace(), "leaving");
        assertThat(admin.task(workplace, "leaving").get("state")).isEqualTo("RUNNING");
    }

    /** Kills Karaf while the OCI runtime is about to do a command for an operation; the runtime goes on afterwards. */
    private void killAt(String command, String operation, String id, Object... more) throws Exception {
        HeldRuntime.Held held = runtime.hold(command);
        Object[] arguments = new Object[2 + more.length];
        arguments[0] = workplace.namespace();
        arguments[1] = id;
        System.arraycopy(more, 0, arguments, 2, more.length);
        CompletableFuture<Object> call = CompletableFuture.supplyAsync(() -> {
            try {
                return admin.call(operation, arguments);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });

        held.whenReached(karaf::kill);

        assertThatThrownBy(() -> call.get(30, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
    }

    /** What the consumer has written is what the journal has: each event once, in order, over all restarts. */
    private void assertTheDiaryIsComplete() throws Exception {
        List<String> journal = Arrays.stream(admin.rows("listEvents", 0L, 10_000))
                .map(KilledKarafIT::line)
                .toList();
        await("diary")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(Files.readAllLines(diary)).isEqualTo(journal));
    }

    private static String line(CompositeData event) {
        String container = (String) event.get("containerId");
        return event.get("sequence") + " " + event.get("topic") + " " + (container.isEmpty() ? "-" : container);
    }

    private void create(String id, String... command) throws Exception {
        admin.create(workplace, id, "", command);
        admin.call("startTask", workplace.namespace(), id);
    }

    private static String rootfs() {
        return workplace.rootfs().toString();
    }
}

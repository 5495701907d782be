// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Diagnosis;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Finding;
import io.longshore.api.runtime.Finding.Verdict;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TaskDiagnosisTest extends RuntimeWithFakeShims {
    @Test
    void aHealthyTaskHasNothingToDo() {
        Task task = running();

        Diagnosis diagnosis = task.diagnose();

        assertThat(diagnosis.at()).isEqualTo(NOW);
        assertThat(diagnosis.findings())
                .extracting(Finding::name)
                .containsExactly("shim", "state", "process", "mounts", "cgroup", "directories", "log", "events");
        assertThat(find(diagnosis, "shim").text()).contains("kind fake").containsPattern("answered within [0-9]+ ms");
        assertThat(find(diagnosis, "state").text()).isEqualTo("known RUNNING, the shim says RUNNING");
        assertThat(find(diagnosis, "directories").text())
                .contains(directory.resolve("state/ns/web").toString())
                .contains(directory.resolve("root/ns/web").toString());
        assertThat(find(diagnosis, "events").text().lines())
                .satisfiesExactly(
                        created -> assertThat(created).startsWith("1 ").contains("/tasks/create"),
                        started -> assertThat(started).startsWith("2 ").contains("/tasks/start", "pid="));
        assertThat(diagnosis.advice()).startsWith("nothing is wrong");
        assertThat(find(diagnosis, "process").verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void aShimThatDoesNotAnswerIsAProblemAndSaidSo() {
        Task task = running();
        shims.failing("state", new DeadlineExceededException("no answer"));

        Diagnosis diagnosis = task.diagnose();

        assertThat(diagnosis.verdict()).isEqualTo(Verdict.PROBLEM);
        assertThat(find(diagnosis, "shim").text()).contains("has not answered within 2000 ms");
        assertThat(find(diagnosis, "state").text()).contains("known RUNNING", "the shim does not say");
        assertThat(diagnosis.advice()).isEqualTo("delete the task with force, since its shim hangs");
        assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void aCallThatIgnoresItsDeadlineHoldsUpNothingElse() throws Exception {
        Task task = running();
        CountDownLatch never = new CountDownLatch(1);
        AtomicReference<String> thread = new AtomicReference<>("");
        shims.before.put("state", () -> {
            thread.set(Thread.currentThread().getName());
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new CancelledException("interrupted", e);
            }
        });

        long begin = System.nanoTime();
        Diagnosis diagnosis = task.diagnose();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        assertThat(find(diagnosis, "shim").text()).isEqualTo("this could not be seen within 3000 ms");
        assertThat(find(diagnosis, "events").text()).contains("/tasks/start");
        assertThat(thread).hasValue("longshore-diagnosis-shim");
    }

    @Test
    void aShimThatCannotBeAskedIsAProblemOnlyWhileTheTaskIsAlive() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        shims.pid = process.pid();
        Task task = running();
        shims.failing("state", new UnavailableException("connection refused"));

        assertThat(find(task.diagnose(), "shim"))
                .satisfies(shim -> assertThat(shim.verdict()).isEqualTo(Verdict.PROBLEM))
                .satisfies(shim -> assertThat(shim.text()).contains("connection refused"));

        process.destroyForcibly().waitFor();
        shims.exit.complete(Exit.exited(7, NOW));
        await(task);

        Diagnosis ended = task.diagnose();
        assertThat(find(ended, "shim").verdict()).isEqualTo(Verdict.WARNING);
        assertThat(find(ended, "state").text()).isEqualTo("known STOPPED with status 7 (EXITED) since " + NOW);
        assertThat(ended.advice()).startsWith("it has ended: delete it");
    }

    @Test
    void aShimThatKnowsBetterIsToldFrom() {
        Task task = running();
        shims.state = TaskState.PAUSED;

        Diagnosis diagnosis = task.diagnose();

        assertThat(find(diagnosis, "state"))
                .isEqualTo(new Finding(
                        "state",
                        Verdict.WARNING,
                        "known RUNNING, the shim says PAUSED of pid "
                                + task.info().pid()));
        assertThat(diagnosis.advice()).startsWith("refresh the task");
        assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void aProcessThatIsGoneWithoutAnExitIsAProblem() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        shims.pid = ended.pid();
        Task task = running();

        Diagnosis diagnosis = task.diagnose();

        assertThat(find(diagnosis, "process"))
                .isEqualTo(new Finding(
                        "process", Verdict.PROBLEM, "process " + ended.pid() + " is gone, and its exit is not known"));
        assertThat(diagnosis.advice()).startsWith("wait some seconds for the exit");
    }

    @Test
    void whatTheOciRuntimeLoggedLastIsShownAndNoMore() throws Exception {
        Task task = running();
        Path bundle = directory.resolve("state/ns/web");
        StringBuilder log = new StringBuilder();
        for (int line = 1; line <= 1000; line++) {
            log.append("{\"level\":\"info\",\"msg\":\"line ").append(line).append("\"}\n");
        }
        Files.writeString(bundle.resolve("log.json"), log + "{\"level\":\"error\",\"msg\":\"no such cgroup\"}\n");
        Files.createSymbolicLink(bundle.resolve("shim.log"), Path.of("/etc/hostname"));

        Diagnosis diagnosis = task.diagnose();

        assertThat(find(diagnosis, "log").verdict()).isEqualTo(Verdict.WARNING);
        assertThat(find(diagnosis, "log").text().lines())
                .hasSize(9)
                .last()
                .asString()
                .contains("no such cgroup");
        assertThat(diagnosis.advice()).isEqualTo("read what the OCI runtime says above");
        assertThat(find(diagnosis, "log").text()).doesNotContain("shim.log");
    }

    @Test
    void aDirectoryThatSomebodyHasRemovedIsAProblem() throws Exception {
        Task task = running();
        Files.delete(directory.resolve("state/ns/web/config.json"));

        Finding found = find(task.diagnose(), "directories");

        assertThat(found.verdict()).isEqualTo(Verdict.PROBLEM);
        assertThat(found.text()).endsWith("missing: " + directory.resolve("state/ns/web/config.json"));
    }

    @Test
    void ctrlCEndsTheDiagnosis() {
        Task task = running();
        CountDownLatch never = new CountDownLatch(1);
        Thread asking = Thread.currentThread();
        shims.before.put("state", () -> {
            asking.interrupt();
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new CancelledException("interrupted", e);
            }
        });

        assertThatThrownBy(task::diagnose).isInstanceOf(CancelledException.class);

        assertThat(Thread.interrupted()).isTrue();
    }

    /** Its first process is this one, which is certainly there. */
    private Task running() {
        if (shims.pid == FakeShims.PID) {
            shims.pid = ProcessHandle.current().pid();
        }
        Task task = create();
        task.start();
        shims.state = TaskState.RUNNING;
        return task;
    }

    private static Finding find(Diagnosis diagnosis, String name) {
        List<Finding> found = diagnosis.findings().stream()
                .filter(finding -> finding.name().equals(name))
                .toList();
        assertThat(found).as(name).hasSize(1);
        return found.get(0);
    }
}

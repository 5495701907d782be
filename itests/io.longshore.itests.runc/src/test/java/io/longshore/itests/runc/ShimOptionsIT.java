// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.NotFoundException;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.RuncCreateOptions;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskState;
import io.longshore.itests.support.Impatient;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.posix.LinuxPosix;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** Where a shim's process lives and what it says; and deletion when it is dead or does not answer. */
@EveryShimProcess
class ShimOptionsIT {
    private static final int SIGKILL = 9;
    private static final int SIGSTOP = 19;

    @Parameter
    private ShimKind kind;

    private final LinuxPosix posix = new LinuxPosix();
    private Rig rig;
    private String cgroup;

    @BeforeEach
    void open() throws Exception {
        rig = Rig.open(kind);
        cgroup = "shims-of-" + rig.namespace();
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
        posix.close();
        try (DirectoryStream<Path> hierarchies = Files.newDirectoryStream(Path.of("/sys/fs/cgroup"))) {
            for (Path hierarchy : hierarchies) {
                if (Files.isDirectory(hierarchy.resolve(cgroup))) {
                    Files.delete(hierarchy.resolve(cgroup));
                }
            }
        }
    }

    private Task create(String shimCgroup) {
        RuncCreateOptions options = new RuncCreateOptions(
                false, false, shimCgroup, 0, 0, false, false, false, false, List.of(), "", "", "");
        return rig.runtime()
                .create(rig.namespace(), rig.container("it", "sleep", "1000"), CreateOptions.DEFAULT.withRunc(options));
    }

    private static String cgroups(long pid) throws IOException {
        return Files.readString(Path.of("/proc", String.valueOf(pid), "cgroup"));
    }

    @Test
    void shimIsPutIntoTheCgroupThatTheTaskNamesAndTheContainerIsNot() throws Exception {
        Task task = create("/" + cgroup);

        assertThat(cgroups(task.info().shimPid())).contains(":/" + cgroup + "\n");
        assertThat(cgroups(task.info().pid())).contains("/longshore/" + rig.namespace() + "/it\n");
        task.forceDelete();
        assertThat(rig.leftovers()).isEmpty();
    }

    @Test
    void cgroupOutsideOfTheHierarchyIsRefused() {
        assertThatThrownBy(() -> create("/..")).isInstanceOf(InvalidArgumentException.class);

        assertThat(rig.leftovers()).isEmpty();
    }

    @Test
    void logOfTheShimSaysMoreIfDebuggingIsOn() throws Exception {
        Task quiet = rig.task("quiet", "true");
        rig.restartWith(settings -> settings.withShimDebug(true));
        Task talkative = rig.task("talkative", "true");

        Path logs = rig.settings().root().resolve(rig.namespace().name());
        if (kind == ShimKind.V1) {
            Path log = logs.resolve("talkative/shim.stdout.log");
            assertThat(log).isRegularFile().content().contains("level=debug");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
                    .isEqualTo("rw-------");
            assertThat(logs.resolve("quiet/shim.stdout.log")).isEmptyFile();
        } else {
            // it is told so, and writes into a FIFO that is read into our log
            assertThat(arguments(talkative)).contains("-debug");
            assertThat(arguments(quiet)).contains("-namespace").doesNotContain("-debug");
            assertThat(readByUs(talkative)).isTrue();
            assertThat(readByUs(quiet)).isTrue();
            assertThat(logs.resolve("talkative/shim.stdout.log")).doesNotExist();
        }
        talkative.delete();
        assertThat(logs.resolve("talkative")).doesNotExist();
        assertThat(quiet.info().state()).isEqualTo(TaskState.CREATED);
    }

    private static List<String> arguments(Task task) throws IOException {
        return List.of(
                Files.readString(Path.of("/proc", String.valueOf(task.info().shimPid()), "cmdline"))
                        .split("\0"));
    }

    /** Whether this process has the FIFO open in which the task's shim logs. */
    private static boolean readByUs(Task task) throws IOException {
        Path fifo = task.info().bundle().resolve("log").toRealPath();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                // one may have been closed since
                if (Files.exists(descriptor) && Files.isSameFile(descriptor, fifo)) {
                    return true;
                }
            }
            return false;
        }
    }

    @Test
    void overlayIsUnmountedWhenTheShimDies() throws Exception {
        ContainerId id = rig.container(
                "it",
                OciSpec.builder(rig.namespace(), new ContainerId("it"))
                        .args("sleep", "1000")
                        .build());
        Task task = rig.runtime()
                .create(rig.namespace(), id, CreateOptions.DEFAULT.withRootfs(RootfsMountsIT.overlay(rig)));
        task.start();

        posix.kill((int) task.info().shimPid(), SIGKILL);

        assertThat(task.exit().toCompletableFuture().get(30, SECONDS).cause()).isEqualTo(Exit.Cause.SHIM_LOST);
        rig.awaitTopic("it", "/tasks/delete");
        // the event is told while the last directory still has the record, so that a kill between them loses neither
        Awaitility.await().untilAsserted(() -> assertThat(rig.leftovers()).isEmpty());
        assertThatThrownBy(task::delete).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(task::forceDelete).isInstanceOf(NotFoundException.class);
    }

    @Test
    void taskOfAnUnknownStateIsDeletedByForce() throws Exception {
        rig.restartWith(Impatient::settings);
        Task before = rig.task("it", "sleep", "1000");
        before.start();
        posix.kill((int) before.info().shimPid(), SIGSTOP);
        rig.restart();
        Task task = rig.runtime().get(rig.namespace(), before.id());
        assertThat(task.info().state()).isEqualTo(TaskState.UNKNOWN);

        Exit exit = task.forceDelete();

        assertThat(exit.cause()).isEqualTo(Exit.Cause.SHIM_LOST);
        assertThat(rig.leftovers()).isEmpty();
        assertThat(rig.topics("it")).endsWith("/tasks/exit", "/tasks/delete");
    }
}

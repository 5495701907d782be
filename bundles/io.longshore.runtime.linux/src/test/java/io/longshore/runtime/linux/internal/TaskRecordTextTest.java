// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.TypedPayload;
import io.longshore.api.UnknownException;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.runtime.linux.internal.cgroup.Cgroup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskRecordTextTest {
    private static final Instant AT = Instant.parse("2026-11-24T10:00:00.123456789Z");
    private static final ShimLaunch LAUNCH = new ShimLaunch(
            new Namespace("ns"),
            new ContainerId("id"),
            Path.of("/run/state/ns/id"),
            Path.of("/var/with space=and#signs/ns/id"),
            "containerd-shim",
            new RuncOptions("runc", "/run/ruñc", "", true),
            "/shims",
            true);
    private static final TaskRecord INTENT = TaskRecord.intent(
            "boot",
            "v1",
            LAUNCH,
            CreateOptions.with(new Stdio("", "file:///tmp/out put", "", true))
                    .withRootfs(
                            new Mount("overlay", "overlay", List.of("lowerdir=/a b", "upperdir=/c")),
                            new Mount("tmpfs", "", List.of()))
                    .withCheckpoint(Path.of("/images/é 1")),
            17);

    private static final FirstProcess PROCESS = new FirstProcess(
            42,
            123456,
            new Cgroup(Map.of("memory", Path.of("/sys/fs/cgroup/memory/ns/id"), "name=x y", Path.of("/x"))));

    @TempDir
    private Path directory;

    private WrittenRecord write(TaskRecord record) throws IOException {
        return WrittenRecord.write(directory.resolve(TaskRecordFile.NAME), record);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "relative/ns/id", "/ns/id"})
    void recordWhoseBundleCannotBeOneIsRefused(String bundle) throws Exception {
        // of a version without a checksum
        String text = write(INTENT).text().replace("version=2", "version=1").replace("/run/state/ns/id", bundle);

        assertThatThrownBy(() -> TaskRecordText.parse(text.getBytes(UTF_8)))
                .isInstanceOf(UnknownException.class)
                .hasMessageContaining("'bundle' is no directory of a task");
    }

    @Test
    void recordOfAnEarlierVersionIsReadWithoutWhatItLacks() throws Exception {
        String text = write(INTENT.created(PROCESS, AT)).text();
        byte[] earlier = text.lines()
                .filter(line -> !line.startsWith("cgroup.")
                        && !line.startsWith("rootfs.")
                        && !line.startsWith("pid.")
                        && !line.startsWith("since")
                        && !line.startsWith("checksum")
                        && !line.startsWith("size")
                        && !line.startsWith("checkpoint"))
                .map(line -> line.equals("version=2") ? "version=1" : line)
                .collect(Collectors.joining("\n"))
                .getBytes(UTF_8);

        TaskRecord record = TaskRecordText.parse(earlier);

        assertThat(record.process()).isEqualTo(new FirstProcess(42, 0, null));
        assertThat(record.rootfs()).isEmpty();
        assertThat(record.checkpoint()).isEmpty();
        assertThat(record.since()).isZero();
    }

    @Test
    void noFlippedBitAndNoTornEndIsTakenForAnotherRecord() throws Exception {
        WrittenRecord intact = write(INTENT.created(PROCESS, AT)
                .started(PROCESS, AT.plusNanos(1))
                .exited(Exit.exited(0, AT))
                .memoryTold(new MemoryTold(3, 17)));
        int length = intact.end();

        assertThat(length).isGreaterThan(500);
        assertThat(intact.refusedWithAFlippedBit(0, length)).isGreaterThan(5 * length);
        intact.requireThatEveryTornEndIsRefused();
    }

    @Test
    void intentSurvives() throws Exception {
        assertThat(write(INTENT).read()).isEqualTo(INTENT);
    }

    @Test
    void everythingSurvives() throws Exception {
        TaskRecord record = INTENT.created(PROCESS, AT)
                .started(PROCESS, AT.plusNanos(1))
                .paused(true)
                .exited(new Exit(null, AT, Exit.Cause.HOST_REBOOT, "the host\nwas restarted"));

        assertThat(write(record).read()).isEqualTo(record);
    }

    @ParameterizedTest
    @ValueSource(longs = {MemoryTold.CERTAIN, 0, 17})
    void whatIsNotedOfAStartAndOfMemorySurvives(long since) throws Exception {
        TaskRecord record = INTENT.created(PROCESS, AT).starting(true).memoryTold(new MemoryTold(3, since));

        assertThat(write(record).read()).isEqualTo(record);
    }

    @Test
    void groupAndOptionsOfTheShimSurvive() throws Exception {
        ShimLaunch launch = new ShimLaunch(
                LAUNCH.namespace(),
                LAUNCH.id(),
                LAUNCH.bundle(),
                LAUNCH.workDirectory(),
                "/opt/containerd-shim-kata-v2",
                RuncOptions.NONE,
                "",
                false,
                "pod 1=é",
                new TypedPayload("some.Options", new byte[] {0, -1, 61}));
        TaskRecord record = TaskRecord.intent("boot", "v2", launch, CreateOptions.DEFAULT, 0);

        assertThat(write(record).read()).isEqualTo(record);
    }

    @Test
    void knownStatusSurvives() throws Exception {
        TaskRecord record = INTENT.created(PROCESS, AT).exited(Exit.exited(0, AT));

        assertThat(write(record).read()).isEqualTo(record);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "version=2", "version=1", "version=1\nnamespace=../x", "\\uXYZ1"})
    void whatIsNoRecordIsRefused(String text) {
        assertThatThrownBy(() -> TaskRecordText.parse(text.getBytes(UTF_8))).isInstanceOf(UnknownException.class);
    }
}

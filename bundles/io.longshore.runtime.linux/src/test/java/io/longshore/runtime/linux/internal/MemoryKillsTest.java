// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.runtime.Exit;
import io.longshore.runtime.linux.internal.cgroup.Cgroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R21, on recorded figures. */
class MemoryKillsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Exit KILLED = Exit.exited(137, NOW);

    @TempDir
    Path directory;

    private MemoryKills kills;

    @BeforeEach
    void open() throws Exception {
        counted(0);
        Cgroup cgroup = new Cgroup(Map.of("memory", directory));
        kills = new MemoryKills(TaskRecordFile.of(
                RuntimeWithFakeShims.intent(directory).created(new FirstProcess(42, 0, cgroup), NOW),
                (task, delay) -> {}));
    }

    private void counted(long count) throws Exception {
        Files.writeString(
                directory.resolve("memory.oom_control"), "oom_kill_disable 0\nunder_oom 0\noom_kill " + count + "\n");
    }

    @Test
    void processThatWasKilledWhileTheCountRoseWasKilledForWantOfMemory() throws Exception {
        counted(1);

        Exit exit = kills.explain(KILLED, 0);

        assertThat(exit.cause()).isEqualTo(Exit.Cause.OOM_KILLED);
        assertThat(exit.status()).isEqualTo(137);
        assertThat(exit.detail()).contains(directory.toString());
    }

    @Test
    void processThatWasKilledByASignalWasNot() throws Exception {
        counted(1);
        kills.noteSignal();

        assertThat(kills.explain(KILLED, 0)).isEqualTo(KILLED);
    }

    @Test
    void whatWasCountedBeforeItsStartIsNotItsEnd() throws Exception {
        counted(1);

        assertThat(kills.explain(KILLED, kills.count())).isEqualTo(KILLED);
    }

    @Test
    void whatWasCountedBeforeItWasFoundAgainIsNotItsEnd() throws Exception {
        counted(1);
        kills.noteRunning(kills.count());
        assertThat(kills.explain(KILLED, 0)).isEqualTo(KILLED);

        counted(2);

        assertThat(kills.explain(KILLED, 0).cause()).isEqualTo(Exit.Cause.OOM_KILLED);
    }

    @Test
    void processThatEndedByItselfSaysWhatItSawHappen() throws Exception {
        counted(1);

        Exit exit = kills.explain(Exit.exited(1, NOW), 0);

        assertThat(exit.cause()).isEqualTo(Exit.Cause.EXITED);
        assertThat(exit.status()).isEqualTo(1);
        assertThat(exit.detail()).contains("want of memory");
    }

    @Test
    void ordinaryExitStaysAsItIs() {
        assertThat(kills.explain(Exit.exited(0, NOW), 0)).isEqualTo(Exit.exited(0, NOW));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Finding.Verdict;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.runtime.TaskState;
import io.longshore.runtime.linux.internal.cgroup.Cgroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupLookTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    @TempDir
    private Path memory;

    @Test
    void usageLimitAndKillsAreSaid() throws Exception {
        files("1000", "2000", 0);

        Sight sight = look(null, new Cgroup(Map.of("memory", memory)));

        assertThat(sight.finding().verdict()).isEqualTo(Verdict.OK);
        assertThat(sight.finding().text())
                .isEqualTo(memory + ": memory 1000 of 2000 bytes, unknown processes and threads (no limit),"
                        + " 0 killed for want of memory");
    }

    @Test
    void kernelKillsAreAWarningWithAdvice() throws Exception {
        files("1000", "2000", 3);

        Sight sight = look(null, new Cgroup(Map.of("memory", memory)));

        assertThat(sight.finding().verdict()).isEqualTo(Verdict.WARNING);
        assertThat(sight.finding().text()).endsWith("3 killed for want of memory");
        assertThat(sight.advice()).startsWith("raise its memory limit");
    }

    @Test
    void oneThatIsGoneMattersOnlyWhileTheTaskRuns() {
        Cgroup gone = new Cgroup(Map.of("memory", memory.resolve("gone")));

        assertThat(look(null, gone).finding().verdict()).isEqualTo(Verdict.WARNING);
        assertThat(look(Exit.exited(0, NOW), gone).finding().verdict()).isEqualTo(Verdict.OK);
        assertThat(look(null, null).finding().text()).contains("none of its own");
    }

    private void files(String usage, String limit, int kills) throws Exception {
        Files.writeString(memory.resolve("memory.usage_in_bytes"), usage + "\n");
        Files.writeString(memory.resolve("memory.limit_in_bytes"), limit + "\n");
        Files.writeString(memory.resolve("memory.oom_control"), "under_oom 0\noom_kill " + kills + "\n");
    }

    private Sight look(@Nullable Exit exit, @Nullable Cgroup cgroup) {
        TaskInfo info = new TaskInfo(
                new Namespace("ns"),
                new ContainerId("web"),
                exit == null ? TaskState.RUNNING : TaskState.STOPPED,
                42,
                memory,
                Stdio.NULL,
                "v1",
                41,
                NOW,
                NOW,
                exit,
                "");
        return new CgroupLook(info, cgroup, NOW).look();
    }
}

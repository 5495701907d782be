// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.longshore.api.InvalidArgumentException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeValuesTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "/run/fifo", "file:///var/log/task.log", "binary:///usr/bin/logger?id=a"})
    void streamsAreNothingAbsolutePathsOrUris(String target) {
        assertThat(new Stdio(target, target, target, false).stdout()).isEqualTo(target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fifo", "./fifo", "../fifo", "file:/x", "file://host/x", "file:///", "://x", " /x"})
    void otherStreamsAreRefusedByName(String target) {
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> new Stdio(target, "", "", false))
                .withMessageContaining("stdin");
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> new Stdio("", target, "", false))
                .withMessageContaining("stdout");
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> new Stdio("", "", target, false))
                .withMessageContaining("stderr");
    }

    @Test
    void aFileTakesBothStreamsByItsAbsolutePath() {
        Stdio stdio = Stdio.toFile(Path.of("logs/../out.log"));

        assertThat(stdio.stdin()).isEmpty();
        assertThat(stdio.stdout()).isEqualTo("file://" + Path.of("out.log").toAbsolutePath());
        assertThat(stdio.stderr()).isEqualTo(stdio.stdout());
        assertThat(stdio.terminal()).isFalse();
    }

    @Test
    void aMountNeedsATypeAndKeepsItsOwnOptions() {
        List<String> options = new ArrayList<>(List.of("ro"));

        Mount mount = new Mount("bind", "/src", options);
        options.add("suid");

        assertThat(mount.options()).containsExactly("ro");
        assertThatExceptionOfType(InvalidArgumentException.class).isThrownBy(() -> new Mount("", "/src", List.of()));
    }

    @Test
    void createOptionsKeepTheirOwnMounts() {
        List<Mount> mounts = new ArrayList<>(List.of(new Mount("bind", "/src", List.of())));

        CreateOptions options = new CreateOptions(Stdio.NULL, mounts, "", RuncCreateOptions.DEFAULT, "");
        mounts.clear();

        assertThat(options.rootfs()).hasSize(1);
        assertThat(CreateOptions.with(Stdio.NULL)).isEqualTo(CreateOptions.DEFAULT);
    }

    /** Whoever writes it into a log, or an exception, writes no secret. */
    @Test
    void thePrintedFormOfAnAddedProcessKeepsItsArgumentsAndVariablesSecret() {
        ExecOptions options = ExecOptions.of("sh", "--password=s3cret").withEnv("TOKEN=s3cret");

        assertThat(options.toString())
                .contains("sh, 1 arguments, 1 variables")
                .doesNotContain("s3cret")
                .doesNotContain("TOKEN");
    }

    @Test
    void aReportedExitHasItsStatusAndNoDetail() {
        assertThat(Exit.exited(42, Instant.EPOCH)).isEqualTo(new Exit(42, Instant.EPOCH, Exit.Cause.EXITED, ""));
    }
}

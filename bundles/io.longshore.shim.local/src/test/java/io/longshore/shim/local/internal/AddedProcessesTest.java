// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.ExecId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnknownException;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.shim.Shim;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddedProcessesTest extends LocalShimFixture {
    @Test
    void thePrintedFormOfOneKeepsItsSpecificationSecret() {
        AddedProcesses.Added added = new AddedProcesses.Added(
                new LocalProcess("process sh of task blue/web", EXEC, Stdio.NULL), "{\"env\":[\"TOKEN=s3cret\"]}");

        assertThat(added.toString()).isEqualTo("Added process sh of task blue/web");
    }

    @Test
    void addedProcessesHaveTheirOwnLives() throws Exception {
        runtime.added("exit 7");
        Shim shim = created(Stdio.NULL);
        shim.start(null, TIMEOUT);
        shim.exec(EXEC, PROCESS, Stdio.NULL, TIMEOUT);
        assertThatThrownBy(() -> shim.exec(EXEC, PROCESS, Stdio.NULL, TIMEOUT))
                .isInstanceOf(AlreadyExistsException.class);
        assertThatThrownBy(() -> shim.kill(EXEC, Signal.TERM, false, TIMEOUT))
                .isInstanceOf(FailedPreconditionException.class);
        CompletionStage<Exit> exit = shim.exit(EXEC);

        assertThat(shim.start(EXEC, TIMEOUT)).isPositive();

        assertThat(ended(exit).status()).isEqualTo(7);
        assertThatThrownBy(() -> shim.start(EXEC, TIMEOUT)).isInstanceOf(FailedPreconditionException.class);
        shim.deleteProcess(EXEC, TIMEOUT);
        assertThatThrownBy(() -> shim.state(EXEC, TIMEOUT)).isInstanceOf(NotFoundException.class);
        assertThat(launch.bundle())
                .isDirectoryNotContaining(file -> file.toString().contains("more"));
    }

    @Test
    void anAddedProcessThatCannotBeStartedHasAnUnknownEnd() throws Exception {
        runtime.before("exec", "echo '{\"level\":\"error\",\"msg\":\"no such file\"}' >$LOG; exit 255");
        Shim shim = created(Stdio.NULL);
        shim.exec(EXEC, PROCESS, Stdio.NULL, TIMEOUT);
        CompletionStage<Exit> exit = shim.exit(EXEC);

        assertThatThrownBy(() -> shim.start(EXEC, TIMEOUT))
                .isInstanceOf(UnknownException.class)
                .hasMessageContaining("no such file");

        assertThat(ended(exit).status()).isNull();
        assertThat(ended(exit).cause()).isEqualTo(Exit.Cause.UNOBSERVED);
        assertThatThrownBy(() -> shim.start(EXEC, TIMEOUT)).isInstanceOf(FailedPreconditionException.class);
        shim.deleteProcess(EXEC, TIMEOUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"config", "log", "init"})
    void anAddedProcessCanBeNamedLikeAFileOfTheBundle(String name) throws Exception {
        Shim shim = created(Stdio.NULL);
        shim.start(null, TIMEOUT);
        Path log = Files.writeString(launch.bundle().resolve("log.json"), "a line\n");
        String config = Files.readString(launch.bundle().resolve("config.json"));
        String pid = Files.readString(launch.bundle().resolve("init.pid"));
        ExecId id = new ExecId(name);
        shim.exec(id, PROCESS, Stdio.NULL, TIMEOUT);

        assertThat(shim.start(id, TIMEOUT)).isPositive();

        assertThat(launch.bundle().resolve("config.json")).hasContent(config);
        assertThat(launch.bundle().resolve("init.pid")).hasContent(pid);
        assertThat(log).hasContent("a line");
        assertThat(launch.bundle().resolve("exec")).isEmptyDirectory();
        shim.kill(id, Signal.KILL, false, TIMEOUT);
        assertThat(ended(shim.exit(id)).status()).isEqualTo(137);
    }

    @Test
    void deletingATaskWaitsForTheLastOutputOfAddedProcessesToo() throws Exception {
        Path output = directory.resolve("output");
        runtime.added("sleep 1000 & echo $! >\"" + directory + "/held\"; echo last words");
        Shim shim = created(Stdio.NULL);
        shim.start(null, TIMEOUT);
        shim.exec(EXEC, PROCESS, Stdio.toFile(output), TIMEOUT);
        shim.start(EXEC, TIMEOUT);
        assertThat(ended(shim.exit(EXEC)).status()).isZero();
        shim.kill(null, Signal.KILL, false, TIMEOUT);
        assertThat(ended(shim.exit(null)).status()).isEqualTo(137);

        long begun = System.nanoTime();
        shim.delete(TIMEOUT);

        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(10));
        assertThat(output).hasContent("last words");
        posix.kill(Integer.parseInt(Files.readString(directory.resolve("held")).strip()), 9);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.ProcessPid;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.shim.Shim;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LocalShimTest extends LocalShimFixture {
    @Test
    void aKindThatChangesNothingUntilThereIsAContainer() {
        assertThat(provider.kind()).isEqualTo("local");
        assertThat(provider.serves("io.longshore.runtime.local")).isTrue();
        assertThat(provider.serves("io.containerd.runtime.v1.linux")).isFalse();
        assertThat(posix.isChildSubreaper()).isFalse();
        assertThat(directory.resolve("root")).doesNotExist();

        driver.start(launch, TIMEOUT);
        assertThat(posix.isChildSubreaper()).isTrue();
        provider.close();
        assertThat(posix.isChildSubreaper()).isFalse();
    }

    @Test
    void aLifeFromCreationToDeletion() throws Exception {
        Path ready = directory.resolve("ready");
        runtime.first("trap 'exit 42' TERM; touch " + ready + "; while true; do sleep 0.01; done");
        Shim shim = created(Stdio.NULL);
        CompletionStage<Exit> exit = shim.exit(null);
        assertThat(shim.state(null, TIMEOUT).state()).isEqualTo(TaskState.CREATED);
        assertThatThrownBy(() -> shim.create(task(Stdio.NULL), TIMEOUT)).isInstanceOf(AlreadyExistsException.class);

        long pid = shim.start(null, TIMEOUT);
        assertThat(shim.state(null, TIMEOUT).state()).isEqualTo(TaskState.RUNNING);
        assertThat(shim.pids(TIMEOUT)).containsExactly(new ProcessPid(pid, null));
        await().untilAsserted(() -> assertThat(ready).exists());
        shim.kill(null, Signal.TERM, false, TIMEOUT);

        assertThat(ended(exit).status()).isEqualTo(42);
        assertThat(ended(exit).cause()).isEqualTo(Exit.Cause.EXITED);
        assertThat(shim.state(null, TIMEOUT).exit()).isEqualTo(ended(exit));
        assertThatThrownBy(() -> shim.kill(null, Signal.KILL, false, TIMEOUT)).isInstanceOf(NotFoundException.class);
        assertThat(driver.publishedExit(launch, pid)).contains(ended(exit));
        assertThat(driver.publishedExit(launch, pid + 1)).isEmpty();
        shim.delete(TIMEOUT);
        assertThatThrownBy(() -> shim.state(null, TIMEOUT)).isInstanceOf(NotFoundException.class);
        shim.end(TIMEOUT);
        shim.end(TIMEOUT);
        assertThatThrownBy(() -> driver.connect(launch, TIMEOUT)).isInstanceOf(NotFoundException.class);
        assertThat(shim.lost().toCompletableFuture()).isNotDone();
    }

    @Test
    void aSignalThatEndsItIsInTheStatus() throws Exception {
        Shim shim = created(Stdio.NULL);
        CompletionStage<Exit> exit = shim.exit(null);

        shim.kill(null, Signal.KILL, true, TIMEOUT);

        assertThat(ended(exit).status()).isEqualTo(137);
        assertThat(runtime.lines()).as("killing needs no process").noneMatch(line -> line.contains(" kill "));
    }

    @Test
    void noSignalIsBlockedAndTheEnvironmentIsClean() throws Exception {
        Path output = directory.resolve("status");
        runtime.first("grep SigBlk /proc/self/status; env | sort");
        Shim shim = created(Stdio.toFile(output));
        assertThat(ended(shim.exit(null)).status()).isZero();
        shim.delete(TIMEOUT);

        assertThat(Files.readAllLines(output))
                .contains("SigBlk:\t0000000000000000")
                .allMatch(line -> line.matches("(SigBlk|PATH|GOMAXPROCS|PWD|SHLVL|_|OLDPWD)[:=].*"));
    }

    @Test
    void wantOfMemoryIsTheRuntimesToTell() {
        assertThat(driver.tellsOutOfMemory(launch)).isFalse();
    }
}

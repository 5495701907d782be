// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ExecId;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Processes that an earlier run has added. */
class EarlierProcessesTest extends RuntimeWithFakeShims {
    private static final ExecId ONE = new ExecId("one");

    private Path trace() {
        return directory.resolve("root/ns/web/exec.one");
    }

    private Task running() {
        Task task = create();
        task.start();
        return task;
    }

    private CompletableFuture<Exit> exitOf(ExecId id) {
        return shims.execExits.computeIfAbsent(id, key -> new CompletableFuture<>());
    }

    private static Exit await(TaskProcess process) throws Exception {
        return process.exit().toCompletableFuture().get(10, SECONDS);
    }

    @Test
    void processIsNotAddedInPlaceOfOneThatIsNotFoundAgainYet() throws Exception {
        running().exec(ONE, ExecOptions.of("sleep")).start();
        String before = Files.readString(trace());
        shims.failing("state", new UnavailableException("not now"));
        reopen();
        Task task = runtime.get(NS, ID);
        shims.calls.clear();

        assertThatThrownBy(() -> task.exec(ONE, ExecOptions.of("true")))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("not now")
                .hasMessageContaining("refresh");

        assertThat(trace()).content().isEqualTo(before);
        assertThat(shims.calls).doesNotContain("exec one");
        shims.before.clear();
        task.refresh();
        assertThat(task.process(ONE).info().state()).isEqualTo(TaskState.RUNNING);
        exitOf(ONE).complete(Exit.exited(4, NOW));
        assertThat(await(task.process(ONE)).status()).isEqualTo(4);
        assertThat(exited()).containsExactly(ONE.value());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** R21: what the kernel kills for want of memory is said to have been. */
@EveryShim
class OomIT {
    private static final String GREEDY = "x=$(busybox head -c 100000000 /dev/zero | busybox tr '\\0' x); echo $x";

    @Parameter
    private ShimKind kind;

    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = Rig.open(kind);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private Task running(String id, String... command) {
        ContainerId container =
                rig.container(id, rig.spec(id, command).memoryLimit(8 << 20).build());
        Task task = rig.runtime().create(rig.namespace(), container, CreateOptions.DEFAULT);
        task.start();
        return task;
    }

    @Test
    void exitOfTheFirstProcessSaysThatItWasKilledForWantOfMemoryAndWhere() throws Exception {
        Task task = running("greedy", "sh", "-c", GREEDY);

        Exit exit = task.exit().toCompletableFuture().get(30, SECONDS);

        assertThat(exit.status()).isEqualTo(137);
        assertThat(exit.cause()).isEqualTo(Exit.Cause.OOM_KILLED);
        assertThat(exit.detail()).contains("/longshore/" + rig.namespace() + "/greedy");
        task.delete();
        assertThat(rig.topics("greedy")).containsOnlyOnce("/tasks/oom", "/tasks/exit", "/tasks/delete");
        assertThat(rig.topics("greedy")).containsSubsequence("/tasks/start", "/tasks/oom", "/tasks/delete");
    }

    @Test
    void killOfAnotherProcessIsToldAndTheTaskGoesOn() throws Exception {
        Task task = running("victim", "sleep", "1000");
        TaskProcess process = task.exec(new ExecId("greedy"), ExecOptions.of("sh", "-c", GREEDY));
        process.start();

        assertThat(process.exit().toCompletableFuture().get(30, SECONDS).status())
                .isEqualTo(137);

        rig.awaitTopic("victim", "/tasks/oom");
        long kills = task.stats().oomKills();
        assertThat(task.refresh().state()).isEqualTo(TaskState.RUNNING);
        task.kill(Signal.KILL, false);
        Exit exit = task.exit().toCompletableFuture().get(30, SECONDS);
        // somebody killed it, not the kernel
        assertThat(exit.cause()).isEqualTo(Exit.Cause.EXITED);
        task.delete();
        // the kernel notifies several times before it kills
        assertThat(rig.topics("victim").stream().filter("/tasks/oom"::equals).count())
                .isBetween(1L, kills);
    }
}

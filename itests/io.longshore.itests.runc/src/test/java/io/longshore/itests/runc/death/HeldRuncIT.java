// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc.death;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.NotFoundException;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskState;
import io.longshore.itests.runc.EveryShimProcess;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R23: while one container's runtime takes its time, everything else answers. */
@EveryShimProcess
class HeldRuncIT {
    @Parameter
    private ShimKind kind;

    private Rig rig;
    private RuncWrapper wrapper;

    @BeforeEach
    void open() throws Exception {
        rig = Rig.open(kind);
        wrapper = RuncWrapper.in(rig.directory());
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private ContainerId slowContainer() {
        Container container = Container.builder(
                        new ContainerId("slow"),
                        rig.spec("slow", "sleep", "1000").build())
                .runtime(new RuntimeInfo(
                        kind.runtimeName(), new RuncOptions(wrapper.program().toString(), "", "", false).toPayload()))
                .build();
        return rig.containers().create(rig.namespace(), container).id();
    }

    private void everythingElseAnswers() throws Exception {
        long begun = System.nanoTime();
        Task other = rig.task("other", "sh", "-c", "exit 6");
        other.start();
        assertThat(other.exit().toCompletableFuture().get(30, SECONDS).status()).isEqualTo(6);
        other.delete();
        assertThat(rig.runtime().list()).allMatch(task -> task.id().value().equals("slow"));
        rig.containers().delete(rig.namespace(), other.id());
        assertThat(rig.topics("other")).endsWith("/tasks/exit", "/tasks/delete", "/containers/delete");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void creationThatTakesItsTimeHoldsUpNobodyElse() throws Exception {
        ContainerId id = slowContainer();
        wrapper.holdAt("create");
        CompletableFuture<Task> creating =
                CompletableFuture.supplyAsync(() -> rig.runtime().create(rig.namespace(), id, CreateOptions.DEFAULT));
        wrapper.awaitHeldAt("create");

        everythingElseAnswers();
        assertThatThrownBy(() -> rig.runtime().get(rig.namespace(), id)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> rig.runtime().create(rig.namespace(), id, CreateOptions.DEFAULT))
                .isInstanceOf(AlreadyExistsException.class);
        assertThat(creating).isNotDone();

        wrapper.letGo("create");
        assertThat(creating.get(30, SECONDS).info().state()).isEqualTo(TaskState.CREATED);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"start", "exec", "delete"})
    void operationOfOneTaskThatTakesItsTimeHoldsUpNobodyElse(String command) throws Exception {
        Task slow = rig.runtime().create(rig.namespace(), slowContainer(), CreateOptions.DEFAULT);
        if (!command.equals("start")) {
            slow.start();
        }
        wrapper.holdAt(command);
        CompletableFuture<Void> working = CompletableFuture.runAsync(() -> {
            switch (command) {
                case "start" -> slow.start();
                case "exec" ->
                    slow.exec(new ExecId("more"), ExecOptions.of("true")).start();
                default -> slow.forceDelete();
            }
        });
        wrapper.awaitHeldAt(command);

        everythingElseAnswers();
        assertThat(slow.info().pid()).isPositive();
        assertThat(rig.runtime().get(rig.namespace(), slow.id())).isSameAs(slow);
        assertThat(working).isNotDone();

        wrapper.letGo(command);
        working.get(30, SECONDS);
    }
}

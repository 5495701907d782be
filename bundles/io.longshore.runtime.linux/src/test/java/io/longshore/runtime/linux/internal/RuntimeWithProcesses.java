// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.DeadlineExceededException;
import io.longshore.api.ExecId;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A runtime of which processes are added to a task. */
abstract class RuntimeWithProcesses extends RuntimeWithFakeShims {
    static final ExecId ONE = new ExecId("one");

    Task running() {
        Task task = create();
        task.start();
        return task;
    }

    CompletableFuture<Exit> exitOf(ExecId id) {
        return shims.execExits.computeIfAbsent(id, key -> new CompletableFuture<>());
    }

    static Exit await(TaskProcess process) throws Exception {
        return process.exit().toCompletableFuture().get(10, SECONDS);
    }

    List<TaskEvent.Exited> exits() {
        return events.list(0, 1000).stream()
                .map(EventRecord::event)
                .filter(TaskEvent.Exited.class::isInstance)
                .map(TaskEvent.Exited.class::cast)
                .toList();
    }

    /** A process whose start was not answered. */
    TaskProcess givenUp(Task task) {
        TaskProcess process = task.exec(ONE, ExecOptions.of("true"));
        shims.failing("start one", new DeadlineExceededException("slow"));
        assertThatThrownBy(process::start).isInstanceOf(DeadlineExceededException.class);
        shims.before.clear();
        return process;
    }
}

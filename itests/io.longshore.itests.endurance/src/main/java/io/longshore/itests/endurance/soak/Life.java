// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.soak;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.ContainerId;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.ExecId;
import io.longshore.api.NotFoundException;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.LinuxResources;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.time.Duration;
import java.util.Random;
import java.util.Set;

/** What one thread of the load does with one id, again and again. */
final class Life {
    static final int STATUS = 5;

    /** It was killed; it has obeyed; it was told so early that runc's init was told, which had not become the program yet. */
    private static final Set<Integer> AS_TOLD = Set.of(137, STATUS, 2);

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration MOMENT = Duration.ofMillis(300);
    private static final int CHOICES = 4;

    private final Rig rig;
    private final ContainerId id;
    private final ShimKind kind;
    private final String group;
    private final Lines done;
    private final Random random = new Random();

    /** @param group empty for a shim of its own */
    Life(Rig rig, ContainerId id, ShimKind kind, String group, Lines done) {
        this.rig = rig;
        this.id = id;
        this.kind = kind;
        this.group = group;
        this.done = done;
    }

    /** A process before this one may have left a record, and a task, in whatever state. */
    void begin() {
        try {
            String[] command = {"sh", "-c", "trap 'exit " + STATUS + "' TERM; sleep 1000 & wait"};
            rig.containers()
                    .create(
                            rig.namespace(),
                            Container.builder(id, rig.spec(id.value(), command).build())
                                    .runtime(new RuntimeInfo(kind.runtimeName(), null))
                                    .build());
            done("/containers/create");
        } catch (AlreadyExistsException e) {
            // of the process before
            removeTask();
        }
    }

    void removeTask() {
        try {
            rig.runtime().get(rig.namespace(), id).forceDelete();
        } catch (NotFoundException e) {
            // it had none, or somebody cleaned up after its shim
            return;
        }
    }

    /** One life; returns whether it ended as it was brought to. */
    boolean live() {
        Task task = rig.runtime().create(rig.namespace(), id, CreateOptions.DEFAULT.withShimGroup(group));
        done("/tasks/create");
        task.start();
        done("/tasks/start");
        boolean right = true;
        switch (random.nextInt(CHOICES)) {
            case 0 -> right = addProcess(task);
            case 1 -> pause(task);
            case 2 -> change(task);
            default -> task.refresh();
        }
        Exit exit = end(task);
        done("/tasks/delete");
        return right && exit.status() != null && AS_TOLD.contains(exit.status());
    }

    private boolean addProcess(Task task) {
        TaskProcess process = task.exec(new ExecId("more"), ExecOptions.of("sh", "-c", "exit 7"));
        done("/tasks/exec-added");
        process.start();
        done("/tasks/exec-started");
        Exit exit = process.waitForExit(PATIENCE);
        process.delete();
        return exit.status() != null && exit.status() == 7;
    }

    private void pause(Task task) {
        task.pause();
        done("/tasks/paused");
        task.resume();
        done("/tasks/resumed");
    }

    private static void change(Task task) {
        task.update(LinuxResources.builder().pidsLimit(100).build());
        task.stats();
        task.pids();
    }

    private Exit end(Task task) {
        if (random.nextBoolean()) {
            return task.forceDelete();
        }
        // before it listens the first process gets no other
        task.kill(random.nextBoolean() ? Signal.TERM : Signal.KILL, false);
        try {
            task.waitForExit(MOMENT);
        } catch (DeadlineExceededException e) {
            return task.forceDelete();
        }
        return task.delete();
    }

    private void done(String topic) {
        done.add(topic + " " + id);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.access.Audit;
import io.longshore.api.ContainerId;
import io.longshore.api.LongshoreException;
import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.LinuxResources;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What changes something. Each operation asks for its role itself, and leaves one line in the audit log. */
final class Changes {
    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);
    private static final Map<String, String> DONE = Map.of("outcome", "done");

    private final ContainerStore containers;
    private final ContainerRuntime runtime;
    private final ExecRun exec;
    private final OutputDirectory outputs;

    Changes(ContainerStore containers, ContainerRuntime runtime, ExecRun exec, OutputDirectory outputs) {
        this.containers = containers;
        this.runtime = runtime;
        this.exec = exec;
        this.outputs = outputs;
    }

    /** {@code POST /api/containers}. */
    Object container(Session session, Body body) {
        boolean run = body.flag("run");
        Operation operation = run ? Operation.RUN_CONTAINER : Operation.CREATE_CONTAINER;
        return audited(session, operation, body.string("namespace", ""), body.string("id", ""), () -> {
            TaskName name = TaskName.of(body.string("namespace", ""), body.string("id", ""));
            Container container = NewContainer.of(name, body);
            containers.create(name.namespace(), container);
            return run ? run(name) : DONE;
        });
    }

    private Object run(TaskName name) {
        OutputDirectory.Output output = null;
        try {
            output = outputs.open(name);
            Task task = runtime.create(name.namespace(), name.id(), CreateOptions.with(output.stdio()));
            try {
                task.start();
            } catch (RuntimeException e) {
                undo(task::forceDelete);
                throw e;
            }
            return DONE;
        } catch (RuntimeException e) {
            if (output != null) {
                undo(output::undo);
            }
            undo(() -> runtime.deleteContainer(name.namespace(), name.id()));
            throw e;
        }
    }

    /** {@code POST /api/containers/NS/ID/delete}. */
    Object deleteContainer(Session session, String namespace, String id) {
        return audited(session, Operation.DELETE_CONTAINER, namespace, id, () -> {
            TaskName name = TaskName.of(namespace, id);
            runtime.deleteContainer(name.namespace(), name.id());
            outputs.remove(name);
            return DONE;
        });
    }

    /** {@code POST /api/tasks/NS/ID/OPERATION}. */
    Object task(Session session, String namespace, String id, String operation, Body body) {
        return switch (operation) {
            case "create" ->
                audited(session, Operation.CREATE_TASK, namespace, id, () -> {
                    create(TaskName.of(namespace, id));
                    return DONE;
                });
            case "start" -> done(session, Operation.START_TASK, namespace, id, Task::start);
            case "pause" -> done(session, Operation.PAUSE_TASK, namespace, id, Task::pause);
            case "resume" -> done(session, Operation.RESUME_TASK, namespace, id, Task::resume);
            case "kill" ->
                done(
                        session,
                        Operation.KILL_TASK,
                        namespace,
                        id,
                        task -> task.kill(Signal.parse(body.string("signal")), body.flag("all")));
            case "update" -> done(session, Operation.UPDATE_TASK, namespace, id, task -> task.update(limits(body)));
            case "checkpoint" ->
                done(
                        session,
                        Operation.CHECKPOINT_TASK,
                        namespace,
                        id,
                        task -> task.checkpoint(
                                absolute("directory", body.string("directory")), checkpoint(body.flag("exit"))));
            case "exec" ->
                audited(session, Operation.EXEC, namespace, id, () -> {
                    List<String> args = body.strings("args");
                    if (args.isEmpty()) {
                        throw Problem.badRequest("args are missing");
                    }
                    return exec.run(get(namespace, id), args);
                });
            case "delete" ->
                body.flag("force")
                        ? done(session, Operation.FORCE_DELETE_TASK, namespace, id, Task::forceDelete)
                        : done(session, Operation.DELETE_TASK, namespace, id, Task::delete);
            default -> throw Problem.notFound("there is no such operation");
        };
    }

    private Object done(Session session, Operation operation, String namespace, String id, Consumer<Task> action) {
        return audited(session, operation, namespace, id, () -> {
            action.accept(get(namespace, id));
            return DONE;
        });
    }

    private static Object audited(
            Session session, Operation operation, String namespace, String id, Supplier<Object> action) {
        String outcome = "error";
        try {
            session.require(operation.role());
            Object result = action.get();
            outcome = "done";
            return result;
        } catch (RuntimeException e) {
            outcome = Answers.outcome(e);
            throw e;
        } finally {
            Audit.log(session.caller(), operation.auditName(), namespace, id, outcome);
        }
    }

    private void create(TaskName name) {
        OutputDirectory.Output output = outputs.open(name);
        try {
            runtime.create(name.namespace(), name.id(), CreateOptions.with(output.stdio()));
        } catch (RuntimeException e) {
            undo(output::undo);
            throw e;
        }
    }

    private Task get(String namespace, String id) {
        return runtime.get(new Namespace(namespace), new ContainerId(id));
    }

    private static LinuxResources limits(Body body) {
        LinuxResources.Builder limits = LinuxResources.builder();
        Long memory = body.number("memoryLimit");
        if (memory != null) {
            limits.memoryLimit(memory);
        }
        Long pids = body.number("pidsLimit");
        if (pids != null) {
            limits.pidsLimit(pids);
        }
        Long percent = body.number("cpuPercent");
        if (percent != null) {
            limits.cpuQuota(NewContainer.quota(percent), NewContainer.CPU_PERIOD_MICROS);
        }
        return limits.build();
    }

    private static CheckpointOptions checkpoint(boolean exit) {
        return new CheckpointOptions(exit, false, false, false, false, List.of(), "", "");
    }

    static Path absolute(String name, String text) {
        try {
            Path path = Path.of(text);
            if (!path.isAbsolute()) {
                throw Problem.badRequest(name + " must be an absolute path");
            }
            return path;
        } catch (InvalidPathException e) {
            throw Problem.badRequest(name + " is not a path");
        }
    }

    private static void undo(Runnable step) {
        // a stop of the console interrupts its workers, and the runtime refuses to work for an interrupted thread
        boolean interrupted = Thread.interrupted();
        try {
            step.run();
        } catch (LongshoreException e) {
            LOG.warn("something is left of a container that could not be run", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

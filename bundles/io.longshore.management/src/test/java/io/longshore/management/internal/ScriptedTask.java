// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import io.longshore.api.NotFoundException;
import io.longshore.api.fakes.FakeTask;
import io.longshore.api.runtime.Diagnosis;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Finding;
import io.longshore.api.runtime.ProcessInfo;
import io.longshore.api.runtime.ProcessPid;
import io.longshore.api.runtime.ProcessesWatch;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.runtime.TaskStats;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A task that can do everything, keeps what was asked of it, and fails when it is told to. */
@SuppressWarnings("FutureReturnValueIgnored") // a proxy returns what it is asked for
final class ScriptedTask {
    static final TaskStats STATS =
            new TaskStats(FakeTask.STARTED, 1_000L, null, 2_000L, 3L, 2L, 1L, 0L, 4L, 64L, null, 5L, 0L);

    final List<String> calls = new CopyOnWriteArrayList<>();
    final List<ExecOptions> added = new CopyOnWriteArrayList<>();
    final SortedMap<ExecId, TaskProcess> processes = new ConcurrentSkipListMap<>();
    final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    final CompletableFuture<Exit> exit = new CompletableFuture<>();
    final AtomicInteger infos = new AtomicInteger();
    final Namespace namespace;
    final ContainerId id;
    final Task task;
    volatile TaskState state = TaskState.RUNNING;
    volatile Instant createdAt = FakeTask.CREATED;
    volatile Consumer<String> before = operation -> {};
    volatile Runnable onDeleted = () -> {};
    volatile Runnable onExitAsked = () -> {};

    ScriptedTask(String namespace, String id) {
        this.namespace = new Namespace(namespace);
        this.id = new ContainerId(id);
        this.task = proxy(Task.class, this::ofTask);
    }

    private interface Answer {
        @Nullable
        Object of(Method method, Object[] args) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            Object[] given = args == null ? new Object[0] : args;
            if (method.getName().equals("waitForExit")) {
                return InvocationHandler.invokeDefault(proxy, method, given);
            }
            return switch (method.getName()) {
                case "equals" -> proxy == given[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> answer.of(method, given);
            };
        }));
    }

    private @Nullable Object ofTask(Method method, Object[] args) {
        return switch (method.getName()) {
            case "namespace" -> namespace;
            case "id" -> id;
            case "info" -> info();
            case "exit" -> {
                onExitAsked.run();
                yield exit.minimalCompletionStage();
            }
            case "processes" -> List.copyOf(processes.values());
            case "watchProcesses" -> watch((Runnable) args[0]);
            case "process" -> process((ExecId) args[0]);
            default -> asked(method.getName(), args);
        };
    }

    private ProcessesWatch watch(Runnable changed) {
        watchers.add(changed);
        return () -> watchers.remove(changed);
    }

    private TaskProcess process(ExecId execId) {
        TaskProcess found = processes.get(execId);
        if (found == null) {
            throw new NotFoundException("there is no process " + execId);
        }
        return found;
    }

    private TaskInfo info() {
        infos.incrementAndGet();
        return new TaskInfo(
                namespace,
                id,
                exit.isDone() ? TaskState.STOPPED : state,
                4711,
                Path.of("/run/longshore/test", namespace.name(), id.value()),
                Stdio.toFile(Path.of("/var/log", id + ".log")),
                "v1",
                4710,
                createdAt,
                FakeTask.STARTED,
                exit.getNow(null),
                state == TaskState.UNKNOWN ? "the shim is silent" : "");
    }

    /** What a shim or a cgroup would be asked. */
    private @Nullable Object asked(String operation, Object[] args) {
        before.accept(operation);
        calls.add(operation + Arrays.toString(args));
        return switch (operation) {
            case "refresh" -> info();
            case "stats" -> STATS;
            case "diagnose" ->
                new Diagnosis(
                        FakeTask.ENDED,
                        List.of(new Finding("shim", Finding.Verdict.PROBLEM, "it is gone")),
                        "restart it");
            case "pids" -> List.of(new ProcessPid(4711, null), new ProcessPid(4712, new ExecId("sh1")));
            case "exec" -> {
                added.add((ExecOptions) args[1]);
                yield addProcess((ExecId) args[0]);
            }
            case "delete", "forceDelete" -> {
                onDeleted.run();
                yield Exit.exited(137, FakeTask.ENDED);
            }
            default -> null;
        };
    }

    TaskProcess addProcess(ExecId execId) {
        CompletableFuture<Exit> ends = new CompletableFuture<>();
        TaskProcess process = proxy(TaskProcess.class, (method, args) -> switch (method.getName()) {
            case "id" -> execId;
            case "exit" -> {
                onExitAsked.run();
                yield ends.minimalCompletionStage();
            }
            case "info" ->
                new ProcessInfo(
                        execId,
                        ends.isDone() ? TaskState.STOPPED : TaskState.RUNNING,
                        4712,
                        Stdio.NULL,
                        ends.getNow(null));
            default -> askedOfProcess(execId, ends, method.getName(), args);
        });
        processes.put(execId, process);
        return process;
    }

    private @Nullable Object askedOfProcess(
            ExecId execId, CompletableFuture<Exit> ends, String operation, Object[] args) {
        before.accept("process " + operation);
        calls.add("process " + operation + Arrays.toString(args));
        if (operation.equals("kill")) {
            ends.complete(Exit.exited(137, FakeTask.ENDED));
        }
        if (operation.equals("delete")) {
            processes.remove(execId);
            watchers.forEach(Runnable::run);
            return ends.getNow(new Exit(null, FakeTask.ENDED, Exit.Cause.UNOBSERVED, "never started"));
        }
        return null;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskInfo;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The attributes of a Task MBean, which come from memory. */
class TaskAttributes extends TaskUsage {
    private final Task task;
    private final List<String> commandLine;
    private final LongSupplier notificationsDropped;

    TaskAttributes(Task task, List<String> commandLine, StatsSample sample, LongSupplier notificationsDropped) {
        super(sample);
        this.task = task;
        this.commandLine = List.copyOf(commandLine);
        this.notificationsDropped = notificationsDropped;
    }

    private TaskInfo info() {
        return task.info();
    }

    private <T> @Nullable T exit(Function<Exit, @Nullable T> part) {
        Exit exit = info().exit();
        return exit == null ? null : part.apply(exit);
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }

    public String getNamespace() {
        return info().namespace().name();
    }

    public String getId() {
        return info().id().value();
    }

    public String getState() {
        return info().state().name();
    }

    public String getReason() {
        return info().reason();
    }

    public long getPid() {
        return info().pid();
    }

    public String[] getCommandLine() {
        return commandLine.toArray(String[]::new);
    }

    public String getCreatedAt() {
        return info().createdAt().toString();
    }

    public @Nullable String getStartedAt() {
        return text(info().startedAt());
    }

    public @Nullable String getExitedAt() {
        return exit(exit -> exit.at().toString());
    }

    public @Nullable Integer getExitStatus() {
        return exit(Exit::status);
    }

    public @Nullable String getExitCause() {
        return exit(exit -> exit.cause().name());
    }

    public @Nullable String getExitDetail() {
        return exit(Exit::detail);
    }

    public String getBundle() {
        return info().bundle().toString();
    }

    public String getShimKind() {
        return info().shimKind();
    }

    public long getShimPid() {
        return info().shimPid();
    }

    public String getOutput() {
        return Rows.output(info().stdio());
    }

    public boolean isTerminal() {
        return info().stdio().terminal();
    }

    public long getNotificationsDropped() {
        return notificationsDropped.getAsLong();
    }
}

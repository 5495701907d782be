// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.ExecId;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.management.ImmutableDescriptor;
import javax.management.JMX;
import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;
import org.jspecify.annotations.Nullable;

/** An event of a task as a notification; its user data is of open types. */
record TaskNotification(EventRecord event, TaskEvent task) {
    private static final String PREFIX = "io.longshore.task.";

    /** All there are, in the order of a task's life. */
    static final List<String> TYPES = List.of(
            PREFIX + "create",
            PREFIX + "start",
            PREFIX + "exec-added",
            PREFIX + "exec-started",
            PREFIX + "exec-exit",
            PREFIX + "paused",
            PREFIX + "resumed",
            PREFIX + "checkpointed",
            PREFIX + "oom",
            PREFIX + "exit",
            PREFIX + "delete");

    /** A field of the user data. */
    private record Item(String name, String description, OpenType<?> type) {}

    private static final List<Item> ITEMS = List.of(
            new Item("sequence", "The number of the event in the journal", SimpleType.LONG),
            new Item("time", "When it was published, ISO 8601", SimpleType.STRING),
            new Item("namespace", "The namespace of the task", SimpleType.STRING),
            new Item("id", "The id of the task", SimpleType.STRING),
            new Item("execId", "Of a process that was added; null for the task itself", SimpleType.STRING),
            new Item("pid", "The process id; null if the event has none", SimpleType.LONG),
            new Item("exitStatus", "0 to 255; null unless something ended, and if nobody saw how", SimpleType.INTEGER),
            new Item("cause", "Why it ended, such as EXITED; null unless something ended", SimpleType.STRING),
            new Item("exitedAt", "When it ended, ISO 8601; null unless something ended", SimpleType.STRING),
            new Item("detail", "One sentence on how it ended; null unless something ended", SimpleType.STRING),
            new Item("checkpoint", "The directory of the checkpoint; null if the event has none", SimpleType.STRING));

    static final CompositeType USER_DATA = userDataType();

    /** What the MBeans declare. */
    static final MBeanNotificationInfo INFO = new MBeanNotificationInfo(
            TYPES.toArray(String[]::new),
            Notification.class.getName(),
            "Something happened to a task; the user data says what",
            new ImmutableDescriptor(Map.of(JMX.OPEN_TYPE_FIELD, USER_DATA)));

    private static CompositeType userDataType() {
        try {
            return new CompositeType(
                    "io.longshore.management.TaskEvent",
                    "Something that happened to a task",
                    names(),
                    ITEMS.stream().map(Item::description).toArray(String[]::new),
                    ITEMS.stream().map(Item::type).toArray(OpenType<?>[]::new));
        } catch (OpenDataException e) {
            throw new IllegalStateException("the table above is wrong", e);
        }
    }

    private static String[] names() {
        return ITEMS.stream().map(Item::name).toArray(String[]::new);
    }

    /** @throws IllegalArgumentException if the event is not one of a task */
    static TaskNotification of(EventRecord event) {
        if (event.event() instanceof TaskEvent task) {
            return new TaskNotification(event, task);
        }
        throw new IllegalArgumentException(event + " is not of a task");
    }

    /** Its type as JMX has it. */
    String type() {
        if (task instanceof TaskEvent.Exited exited && exited.execId() != null) {
            return PREFIX + "exec-exit";
        }
        return PREFIX + task.topic().substring(task.topic().lastIndexOf('/') + 1);
    }

    Notification from(ObjectName source, long sequence) {
        Notification notification =
                new Notification(type(), source, sequence, event.time().toEpochMilli(), message());
        notification.setUserData(userData());
        return notification;
    }

    private String message() {
        ExecId exec = execId();
        String what = type().substring(PREFIX.length());
        String who = "task " + task.containerId() + " in namespace " + task.namespace();
        return exec == null ? who + ": " + what : who + ", process " + exec + ": " + what;
    }

    private CompositeDataSupport userData() {
        Exit exit = exit();
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("sequence", event.sequence());
        values.put("time", event.time().toString());
        values.put("namespace", task.namespace().name());
        values.put("id", task.containerId().value());
        ExecId exec = execId();
        values.put("execId", exec == null ? null : exec.value());
        values.put("pid", task.attributes().get("pid"));
        values.put("exitStatus", exit == null ? null : exit.status());
        values.put("cause", exit == null ? null : exit.cause().name());
        values.put("exitedAt", exit == null ? null : exit.at().toString());
        values.put("detail", exit == null ? null : exit.detail());
        values.put("checkpoint", task instanceof TaskEvent.Checkpointed made ? made.checkpoint() : null);
        try {
            return new CompositeDataSupport(
                    USER_DATA, names(), Arrays.stream(names()).map(values::get).toArray());
        } catch (OpenDataException e) {
            throw new IllegalStateException("the table above is wrong", e);
        }
    }

    private @Nullable ExecId execId() {
        if (task instanceof TaskEvent.Exited exited) {
            return exited.execId();
        }
        if (task instanceof TaskEvent.ExecAdded added) {
            return added.execId();
        }
        return task instanceof TaskEvent.ExecStarted started ? started.execId() : null;
    }

    private @Nullable Exit exit() {
        if (task instanceof TaskEvent.Exited exited) {
            return exited.exit();
        }
        return task instanceof TaskEvent.Deleted deleted ? deleted.exit() : null;
    }
}

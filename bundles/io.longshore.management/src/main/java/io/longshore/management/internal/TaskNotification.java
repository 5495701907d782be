// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.ExecId;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.jspecify.annotations.Nullable;

/** An event of a task as a notification; its user data is of open types. */
record TaskNotification(EventRecord event, TaskEvent task) {
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
            return NotificationTable.PREFIX + "exec-exit";
        }
        return NotificationTable.PREFIX + task.topic().substring(task.topic().lastIndexOf('/') + 1);
    }

    Notification from(ObjectName source, long sequence) {
        Notification notification =
                new Notification(type(), source, sequence, event.time().toEpochMilli(), message());
        notification.setUserData(userData());
        return notification;
    }

    private String message() {
        ExecId exec = execId();
        String what = type().substring(NotificationTable.PREFIX.length());
        String who = "task " + task.containerId() + " in namespace " + task.namespace();
        return exec == null ? who + ": " + what : who + ", process " + exec + ": " + what;
    }

    private CompositeData userData() {
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
        return NotificationTable.userData(values);
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

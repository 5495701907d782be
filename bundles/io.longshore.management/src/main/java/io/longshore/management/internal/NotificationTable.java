// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.management.ImmutableDescriptor;
import javax.management.JMX;
import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;
import org.jspecify.annotations.Nullable;

/** What our MBeans declare of their notifications: the types, and the user data, which is of open types. */
final class NotificationTable {
    static final String PREFIX = "io.longshore.task.";

    /** To one listener, in place of those that it did not get. */
    static final String MISSED = PREFIX + "missed";

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
            PREFIX + "delete",
            MISSED);

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
            new Item("checkpoint", "The directory of the checkpoint; null if the event has none", SimpleType.STRING),
            new Item(
                    "missed",
                    "How many notifications are missing, that of the event with this sequence first; null if none is",
                    SimpleType.LONG));

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

    private NotificationTable() {}

    /** @param values by name; what is not there is null */
    static CompositeData userData(Map<String, @Nullable Object> values) {
        try {
            return new CompositeDataSupport(
                    USER_DATA, names(), Arrays.stream(names()).map(values::get).toArray());
        } catch (OpenDataException e) {
            throw new IllegalStateException("the table above is wrong", e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.management.ContainersMXBean;
import io.longshore.management.EventsMXBean;
import io.longshore.management.NamespacesMXBean;
import io.longshore.management.ProcessMXBean;
import io.longshore.management.RuntimeMXBean;
import io.longshore.management.TaskMXBean;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.management.MBeanInfo;
import javax.management.MBeanNotificationInfo;
import org.jspecify.annotations.Nullable;

/**
 * A type of our MBeans: its interface, what the annotations of that say, and the description that all MBeans of the type
 * share, since five hundred of their own would be some megabytes.
 */
final class MBeanType<T> {
    static final MBeanType<RuntimeMXBean> RUNTIME = new MBeanType<>(RuntimeMXBean.class, NotificationTable.INFO);
    static final MBeanType<TaskMXBean> TASK = new MBeanType<>(TaskMXBean.class, NotificationTable.INFO);
    static final MBeanType<ProcessMXBean> PROCESS = new MBeanType<>(ProcessMXBean.class, null);
    static final MBeanType<ContainersMXBean> CONTAINERS = new MBeanType<>(ContainersMXBean.class, null);
    static final MBeanType<NamespacesMXBean> NAMESPACES = new MBeanType<>(NamespacesMXBean.class, null);
    static final MBeanType<EventsMXBean> EVENTS = new MBeanType<>(EventsMXBean.class, null);

    static final List<MBeanType<?>> ALL = List.of(RUNTIME, TASK, PROCESS, CONTAINERS, NAMESPACES, EVENTS);

    private final Class<T> mxbean;
    private final MBeanTable table;
    private final @Nullable MBeanNotificationInfo notifications;
    private final AtomicReference<@Nullable MBeanInfo> info = new AtomicReference<>();

    private MBeanType(Class<T> mxbean, @Nullable MBeanNotificationInfo notifications) {
        this.mxbean = mxbean;
        this.table = MBeanTable.of(mxbean);
        this.notifications = notifications;
    }

    Class<T> mxbean() {
        return mxbean;
    }

    MBeanTable table() {
        return table;
    }

    /** As in object names: {@code Task}. */
    String name() {
        String name = mxbean.getSimpleName();
        return name.substring(0, name.length() - "MXBean".length());
    }

    /** The one of all MBeans of this type, made of the first one's. */
    MBeanInfo info(Supplier<MBeanInfo> own) {
        MBeanInfo known = info.get();
        if (known == null) {
            known = withNotifications(own.get());
            info.set(known);
        }
        return known;
    }

    private MBeanInfo withNotifications(MBeanInfo own) {
        if (notifications == null) {
            return own;
        }
        return new MBeanInfo(
                own.getClassName(),
                own.getDescription(),
                own.getAttributes(),
                own.getConstructors(),
                own.getOperations(),
                new MBeanNotificationInfo[] {notifications},
                own.getDescriptor());
    }
}

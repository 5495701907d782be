// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.access.Caller;
import java.util.function.Supplier;
import javax.management.ListenerNotFoundException;
import javax.management.MBeanNotificationInfo;
import javax.management.NotificationEmitter;
import javax.management.NotificationFilter;
import javax.management.NotificationListener;
import org.jspecify.annotations.Nullable;

/** A guarded MBean that also sends notifications. */
final class EmittingMBean<T> extends GuardedMBean<T> implements NotificationEmitter {
    private final Emitter emitter;

    EmittingMBean(MBeanType<T> type, T implementation, AuditTarget target, Supplier<Caller> callers, Emitter emitter) {
        super(type, implementation, target, callers);
        this.emitter = emitter;
    }

    @Override
    public void addNotificationListener(
            NotificationListener listener, @Nullable NotificationFilter filter, @Nullable Object handback) {
        checkViewer("notifications");
        emitter.add(listener, filter, handback);
    }

    @Override
    public void removeNotificationListener(NotificationListener listener) throws ListenerNotFoundException {
        if (!emitter.remove(listener)) {
            throw new ListenerNotFoundException("no such listener");
        }
    }

    @Override
    public void removeNotificationListener(
            NotificationListener listener, @Nullable NotificationFilter filter, @Nullable Object handback)
            throws ListenerNotFoundException {
        if (!emitter.remove(listener, filter, handback)) {
            throw new ListenerNotFoundException("no such listener with this filter and handback");
        }
    }

    @Override
    public MBeanNotificationInfo[] getNotificationInfo() {
        return getMBeanInfo().getNotifications();
    }
}

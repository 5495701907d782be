// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import javax.management.Notification;
import javax.management.NotificationFilter;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** The listeners of one MBean, and the numbers of its notifications. Thread-safe. */
final class Emitter {
    private final ObjectName source;
    private final NotificationThreads threads;
    private final AtomicLong sequence = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final List<ListenerQueue> queues = new CopyOnWriteArrayList<>();

    Emitter(ObjectName source, NotificationThreads threads) {
        this.source = source;
        this.threads = threads;
    }

    void add(NotificationListener listener, @Nullable NotificationFilter filter, @Nullable Object handback) {
        queues.add(new ListenerQueue(listener, filter, handback, threads, this::dropped));
    }

    /** Returns whether there was one. */
    boolean remove(NotificationListener listener) {
        return removeIf(queue -> queue.isOf(listener));
    }

    /** Returns whether there was one. */
    boolean remove(NotificationListener listener, @Nullable NotificationFilter filter, @Nullable Object handback) {
        return removeIf(queue -> queue.isOf(listener, filter, handback));
    }

    private boolean removeIf(Predicate<ListenerQueue> chosen) {
        List<ListenerQueue> gone = queues.stream().filter(chosen).toList();
        gone.forEach(ListenerQueue::close);
        return queues.removeAll(gone);
    }

    /** Never waits for a listener. */
    void send(TaskNotification notification) {
        long number = sequence.incrementAndGet();
        if (!queues.isEmpty()) {
            Notification numbered = notification.from(source, number);
            queues.forEach(queue -> queue.offer(numbered));
        }
    }

    /** Says that there is something which cannot be told. */
    void sendMissed(MissedNotifications missed, long time) {
        Notification numbered = missed.from(source, sequence.incrementAndGet(), time);
        queues.forEach(queue -> queue.offer(numbered));
    }

    /** How many notifications a listener did not get. */
    long droppedCount() {
        return dropped.get();
    }

    private void dropped() {
        dropped.incrementAndGet();
        threads.dropped();
    }

    /** Returns whether every listener has got everything; false if one has not within this time. */
    boolean awaitDelivery(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        return queues.stream().allMatch(queue -> queue.awaitEmpty(end - System.nanoTime()));
    }

    void close() {
        queues.forEach(ListenerQueue::close);
        queues.clear();
    }
}

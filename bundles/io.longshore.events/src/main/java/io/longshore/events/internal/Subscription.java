// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import io.longshore.api.events.EventListener;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.EventSubscription;
import io.longshore.api.filters.Filter;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A place in the journal, and the thread that takes a listener forward from there. */
final class Subscription implements EventSubscription {
    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);
    private static final int BATCH = 256;
    private static final int READ_ATTEMPTS = 10;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final Filter filter;
    private final EventListener listener;
    private final Tail tail;
    private final Feed feed;
    private final Consumer<Subscription> atEnd;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread;
    private volatile long delivered;
    private volatile boolean closed;
    private int failures;

    /**
     * @param feeds makes the feed, given whom to tell how many events were skipped
     * @param atEnd told at the end of the thread
     */
    Subscription(
            String name,
            long since,
            Filter filter,
            EventListener listener,
            Tail tail,
            Function<LongConsumer, Feed> feeds,
            Consumer<Subscription> atEnd) {
        this.name = name;
        this.filter = filter;
        this.listener = listener;
        this.tail = tail;
        this.feed = feeds.apply(this::skipped);
        this.atEnd = atEnd;
        this.delivered = since;
        this.thread = new Thread(this::run, "longshore-events-" + name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    Thread thread() {
        return thread;
    }

    @Override
    public long delivered() {
        return delivered;
    }

    @Override
    public CompletionStage<Void> ended() {
        return ended.minimalCompletionStage();
    }

    @Override
    public void close() {
        closed = true;
        tail.wakeAll();
    }

    private boolean isClosed() {
        return closed;
    }

    private void run() {
        EventRecord[] batch = new EventRecord[BATCH];
        try (Feed open = feed) {
            while (!closed) {
                int count = read(batch);
                for (int i = 0; i < count && !closed; i++) {
                    deliver(batch[i]);
                }
                Arrays.fill(batch, 0, count, null);
                if (count == 0 && failures == 0) {
                    tail.await(open.position(), this::isClosed);
                }
            }
        } catch (IOException e) {
            LOG.warn("subscription {}: a segment cannot be closed", name, e);
        } finally {
            atEnd.accept(this);
            ended.complete(null);
        }
    }

    /** Tries again for a while if a segment cannot be read: files may be scarce for a moment. */
    private int read(EventRecord[] batch) {
        try {
            int count = feed.read(batch, batch.length);
            failures = 0;
            return count;
        } catch (IOException e) {
            if (failures++ == 0) {
                LOG.warn("subscription {}: a segment cannot be read, trying again", name, e);
            }
        }
        if (failures > READ_ATTEMPTS) {
            failures = 0;
            feed.skipUnreadable();
        } else {
            tail.pause(RETRY_NANOS, this::isClosed);
        }
        return 0;
    }

    // a failing listener may throw anything, such as a LinkageError after its bundle was updated, and is to see the
    // next event
    private void deliver(EventRecord event) {
        try {
            if (filter.matches(new EventFields(event.event()))) {
                listener.onEvent(event);
            }
        } catch (Throwable e) {
            LOG.error("subscription {}: the listener failed on event {}", name, event.sequence(), e);
        }
        delivered = event.sequence();
    }

    private void skipped(long count) {
        if (delivered > 0) {
            LOG.warn("subscription {}: lagged behind the journal, up to {} events were skipped", name, count);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import io.longshore.api.UnavailableException;
import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventListener;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.EventSubscription;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.filters.Filter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An exchange over a journal in a directory of its own.
 *
 * <p>Publishing writes in groups: whoever finds nobody writing takes all events that have gathered, writes them with one
 * call and without the lock, and lets those go that wait for it.
 */
public final class JournalExchange implements EventExchange, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalExchange.class);
    private static final int BATCH = 256;
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Clock clock;
    private final DirectoryLock directory;
    private final SequenceFile sequences;
    private final Journal journal;
    private final Syncer syncer;
    private final JournalWriter writer;
    private final Tail tail;
    private final EventReader events = new EventReader();
    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition written = lock.newCondition();
    private Batch gathering = new Batch();
    private Batch spare = new Batch();
    private boolean writing;
    private boolean closed;
    private long lastNumber;
    private long lastWritten;
    private volatile long lastSequence;

    private JournalExchange(
            Settings settings, Clock clock, DirectoryLock directory, SequenceFile sequences, Journal journal) {
        this.clock = clock;
        this.directory = directory;
        this.sequences = sequences;
        this.journal = journal;
        this.syncer = new Syncer(journal, settings, this::retryToWrite);
        this.writer = new JournalWriter(journal, sequences, syncer);
        this.lastNumber = sequences.highest();
        this.lastWritten = lastNumber;
        this.lastSequence = sequences.clean() || journal.last() == 0 ? lastNumber : journal.last();
        this.tail = new Tail(settings.memory(), lastNumber + 1);
    }

    /**
     * Opens the journal in a directory, which is made if it is not there. The caller closes the exchange.
     *
     * @throws UnavailableException if another exchange or process has it open, or the directory cannot be used
     */
    public static JournalExchange open(Path directory, Settings settings, Clock clock) {
        return open(directory, settings, clock, SegmentOutput::file);
    }

    static JournalExchange open(Path directory, Settings settings, Clock clock, SegmentOutput.Opener opener) {
        try {
            PrivateFile.directory(directory);
            Deque<Closeable> undo = new ArrayDeque<>();
            try {
                DirectoryLock held = DirectoryLock.acquire(directory);
                undo.push(held);
                Journal journal = Journal.open(directory, settings, opener);
                SequenceFile sequences = SequenceFile.open(directory.resolve("sequence"), journal.last());
                undo.push(sequences);
                JournalExchange exchange = new JournalExchange(settings, clock, held, sequences, journal);
                exchange.syncer.start();
                undo.clear();
                return exchange;
            } finally {
                undo.forEach(JournalExchange::attempt);
            }
        } catch (IOException e) {
            throw new UnavailableException("the journal in " + directory + " cannot be opened", e);
        }
    }

    private static void attempt(Closeable opened) {
        try {
            opened.close();
        } catch (IOException e) {
            LOG.warn("what was opened of the journal cannot be closed", e);
        }
    }

    @Override
    public long publish(LongshoreEvent event) {
        lock.lock();
        try {
            if (closed) {
                throw closed();
            }
            long number = lastNumber + 1;
            gathering.add(number, clock.instant(), event);
            lastNumber = number;
            while (lastWritten < number) {
                if (writing) {
                    written.awaitUninterruptibly();
                } else {
                    writeGathered();
                }
            }
            return number;
        } finally {
            lock.unlock();
        }
    }

    /** Called and left with the lock, which is released while writing. */
    private void writeGathered() {
        Batch batch = gathering;
        gathering = spare;
        writing = true;
        lock.unlock();
        try {
            writer.write(batch);
        } finally {
            tail.append(batch.events());
            lastSequence = batch.last();
            lock.lock();
            writing = false;
            lastWritten = batch.last();
            batch.clear();
            spare = batch;
            written.signalAll();
        }
    }

    /** On the syncer's thread: what could not be written is not left to wait for the next event. */
    private void retryToWrite() {
        if (writer.isBehind() && becomeWriter()) {
            try {
                writer.retry();
            } finally {
                lock.lock();
                try {
                    writing = false;
                    written.signalAll();
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    private boolean becomeWriter() {
        lock.lock();
        try {
            if (writing) {
                // who writes tries it, too, and may have failed already
                syncer.due();
            } else if (!closed) {
                writing = true;
                return true;
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long lastSequence() {
        return lastSequence;
    }

    @Override
    public long firstSequence() {
        long last = lastSequence;
        return Math.min(Feed.first(tail, journal), last + 1);
    }

    @Override
    public List<EventRecord> list(long since, int limit, String... filters) {
        Filter filter = Filter.parse(filters);
        // publishers may be faster than this is
        long end = lastSequence;
        List<EventRecord> found = new ArrayList<>();
        EventRecord[] batch = new EventRecord[filters.length == 0 ? Math.max(1, Math.min(limit, BATCH)) : BATCH];
        try (Feed feed = feed(since, skipped -> {})) {
            int count = 1;
            while (found.size() < limit && count > 0 && feed.position() < end) {
                count = feed.read(batch, batch.length);
                Arrays.stream(batch, 0, count)
                        .filter(event -> event.sequence() <= end && filter.matches(new EventFields(event.event())))
                        .limit(limit - found.size())
                        .forEach(found::add);
            }
        } catch (IOException e) {
            throw new UnavailableException("the journal cannot be read", e);
        }
        return List.copyOf(found);
    }

    @Override
    public EventSubscription subscribe(String name, long since, List<String> filters, EventListener listener) {
        Filter filter = Filter.parse(filters.toArray(String[]::new));
        Subscription subscription;
        lock.lock();
        try {
            if (closed) {
                throw closed();
            }
            // not lastSequence: a listener may have seen events that it does not count yet
            long from = Math.min(since, lastNumber);
            subscription = new Subscription(
                    name, from, filter, listener, tail, skipped -> feed(from, skipped), subscriptions::remove);
            subscriptions.add(subscription);
        } finally {
            lock.unlock();
        }
        if (subscription.delivered() < since) {
            LOG.warn(
                    "subscription {}: there is no event {} in this journal yet, new ones from {} on are delivered",
                    name,
                    since,
                    subscription.delivered() + 1);
        }
        subscription.start();
        return subscription;
    }

    /**
     * Ends all subscriptions, waits at most five seconds for listeners that are still busy, and leaves the journal complete on
     * the device. Idempotent.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            awaitWritten();
        } finally {
            lock.unlock();
        }
        endSubscriptions();
        syncer.close();
        writer.close();
        try {
            try {
                journal.close();
                sequences.release(lastNumber);
            } finally {
                sequences.close();
                directory.close();
            }
        } catch (IOException e) {
            LOG.warn("the journal was not closed in order; numbers will be left out after the next start", e);
        }
    }

    private void awaitWritten() {
        long left = CLOSE_NANOS;
        boolean interrupted = false;
        while ((writing || lastWritten < lastNumber) && left > 0) {
            try {
                left = written.awaitNanos(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void endSubscriptions() {
        List<Subscription> open = List.copyOf(subscriptions);
        open.forEach(Subscription::close);
        long deadline = System.nanoTime() + CLOSE_NANOS;
        for (Subscription subscription : open) {
            if (!Joining.join(subscription.thread(), deadline - System.nanoTime())) {
                LOG.warn(
                        "thread {} is still in its listener",
                        subscription.thread().getName());
                subscription.thread().interrupt();
            }
        }
    }

    private Feed feed(long since, LongConsumer skipped) {
        return new Feed(tail, journal, events, since, skipped);
    }

    private static UnavailableException closed() {
        return new UnavailableException("the event exchange is closed");
    }
}

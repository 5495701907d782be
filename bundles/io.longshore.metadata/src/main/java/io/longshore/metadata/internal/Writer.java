// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.DeadlineExceededException;
import io.longshore.api.LongshoreException;
import io.longshore.api.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes changes one after another, those that wait together in one commit.
 *
 * <p>It has a thread of its own because the interrupt of a caller would close the file under everybody.
 */
final class Writer {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int BATCH = 256;

    private final Disk disk;
    private final Publisher publisher;
    private final Duration deadline;
    private final Queue<Pending<?>> queue = new ConcurrentLinkedQueue<>();
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "longshore-metadata-writer"));

    private record Pending<T>(Change<T> change, CompletableFuture<T> answer) {
        /** @return what to do once the draft is durable */
        Runnable decide(Draft draft, Publisher publisher) {
            try {
                Change.Decision<T> decision = change.decide(draft);
                draft.write(decision.writes(), decision.events());
                return () -> publisher.publish(decision.events(), () -> answer.complete(decision.answer()));
            } catch (RuntimeException e) {
                return () -> answer.completeExceptionally(e);
            }
        }
    }

    Writer(Disk disk, Publisher publisher) {
        this(disk, publisher, DEADLINE);
    }

    /** @param deadline how long a caller waits */
    Writer(Disk disk, Publisher publisher, Duration deadline) {
        this.disk = disk;
        this.publisher = publisher;
        this.deadline = deadline;
    }

    /** Returns when the change is durable and its events are published. */
    <T> T submit(Change<T> change) {
        Pending<T> pending = new Pending<>(change, new CompletableFuture<>());
        queue.add(pending);
        try {
            thread.execute(this::commitWaiting);
        } catch (RejectedExecutionException e) {
            if (queue.remove(pending)) {
                throw new UnavailableException("the metadata store is closed", e);
            }
        }
        return await(pending.answer);
    }

    /** Each change has put a task for this, but the first one takes them all; the others find nothing left. */
    private void commitWaiting() {
        List<Pending<?>> batch = new ArrayList<>();
        for (Pending<?> next = queue.poll(); next != null; next = batch.size() < BATCH ? queue.poll() : null) {
            batch.add(next);
        }
        if (batch.isEmpty()) {
            return;
        }
        commit(batch).forEach(Runnable::run);
    }

    /** @return what to do now, one for each, or for all together if nothing was committed */
    private List<Runnable> commit(List<Pending<?>> batch) {
        try {
            Draft draft = disk.draft();
            List<Runnable> outcomes = batch.stream()
                    .map(pending -> pending.decide(draft, publisher))
                    .toList();
            if (!draft.written().isEmpty()) {
                disk.commit(draft);
            }
            return outcomes;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // also those who were refused: perhaps because of a change that now has not happened
            return List.of(() -> batch.forEach(pending -> pending.answer.completeExceptionally(
                    new UnavailableException("the metadata cannot be written, nothing was changed: " + e, e))));
        }
    }

    private <T> T await(CompletableFuture<T> answer) {
        long end = System.nanoTime() + deadline.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    // the change will happen or not regardless, and the caller has to know
                    interrupted = true;
                }
            }
        } catch (TimeoutException e) {
            throw new DeadlineExceededException(
                    "the metadata store did not answer within " + deadline.toSeconds()
                            + " s; whether the change was made is not known",
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LongshoreException cause) {
                throw cause;
            }
            throw new IllegalStateException("a change of the metadata failed", e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Finishes what was submitted.
     *
     * @return whether it did, and nobody uses the disk any more
     */
    boolean end() {
        thread.shutdown();
        try {
            if (thread.awaitTermination(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                return true;
            }
            LOG.error("the metadata store does not end; its directory stays in use until the process ends");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.warn("interrupted while the metadata store ends; its directory stays in use until the process ends");
        }
        return false;
    }
}

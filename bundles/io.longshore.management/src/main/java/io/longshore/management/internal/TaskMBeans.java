// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.EventSubscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the tree of tasks as it should be, on one thread of its own, which ends when idle. */
final class TaskMBeans implements TaskLooks, AutoCloseable {
    private static final long IDLE_SECONDS = 10;
    private static final long END_SECONDS = 5;
    private static final long NOW_SECONDS = 2;
    private static final Duration BEGIN = Duration.ofSeconds(10);
    private static final Duration EVENT = Duration.ofSeconds(30);
    private static final Logger LOG = LoggerFactory.getLogger(TaskMBeans.class);

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new OwnThreads("longshore-management-tasks-"));
    private final TaskTree tree;
    private final EventSubscription subscription;

    /**
     * Returns when all tasks that are there have their MBeans; or, if the MBean server does not get there in time, before that.
     *
     * @param makeTree is given whom its MBeans can tell
     */
    TaskMBeans(EventExchange events, Function<TaskLooks, TaskTree> makeTree) {
        this(events, makeTree, BEGIN);
    }

    TaskMBeans(EventExchange events, Function<TaskLooks, TaskTree> makeTree, Duration begin) {
        thread.allowCoreThreadTimeOut(true);
        tree = makeTree.apply(this);
        // before what is there is looked at, so that nothing falls in between
        long since = events.lastSequence();
        try {
            Future<?> there = thread.submit(() -> tree.begin(since));
            if (!await(there, begin)) {
                LOG.warn("the MBean server does not answer; the MBeans of tasks come when it does");
            }
            subscription = events.subscribe("longshore-management", since, this::onEvent);
        } catch (RuntimeException | Error e) {
            end();
            throw e;
        }
    }

    /** Waits, since the exchange keeps what comes meanwhile, and a queue here would grow. */
    private void onEvent(EventRecord event) {
        try {
            Future<?> handled = thread.submit(() -> tree.handle(event));
            while (!await(handled, EVENT)) {
                LOG.warn(
                        "the MBean server does not answer; the MBeans of tasks are not as they should be until it does");
            }
        } catch (RejectedExecutionException | CancellationException e) {
            LOG.debug("closed; {} is told to nobody", event, e);
        }
    }

    @Override
    public void later(Namespace namespace, ContainerId id) {
        try {
            thread.execute(() -> tree.look(namespace, id));
        } catch (RejectedExecutionException e) {
            LOG.debug("closed; {} in {} is not looked at", id, namespace, e);
        }
    }

    @Override
    public void now(Namespace namespace, ContainerId id) {
        try {
            thread.submit(() -> tree.look(namespace, id)).get(NOW_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException | CancellationException | TimeoutException e) {
            LOG.debug("{} in {} is not looked at, or later", id, namespace, e);
        } catch (ExecutionException e) {
            LOG.warn("namespace={} id={}: its MBeans are not as they should be", namespace, id, e);
        }
    }

    /** Returns false if it is not done in time. */
    private static boolean await(Future<?> done, Duration atMost) {
        try {
            done.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debug("not yet done", e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the MBeans of tasks are not as they should be", e.getCause());
        }
        return true;
    }

    /** Nothing changes any more when this returns; if the MBean server is stuck, nothing but what it is stuck with. */
    @Override
    public void close() {
        subscription.close();
        end();
    }

    private void end() {
        stop();
        try {
            if (thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                tree.unwatch();
            } else {
                LOG.warn("the MBean server does not answer; the MBean it is at work with goes when it does");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Begins nothing more. No interrupt: what is at work may read a file, which that would close for all. */
    private void stop() {
        thread.shutdown();
        List<Runnable> waiting = new ArrayList<>();
        thread.getQueue().drainTo(waiting);
        // somebody may wait for it
        waiting.forEach(each -> {
            if (each instanceof Future<?> future) {
                future.cancel(false);
            }
        });
    }
}

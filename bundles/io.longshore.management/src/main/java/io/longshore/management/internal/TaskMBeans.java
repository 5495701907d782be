// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.EventSubscription;
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
     * Returns when all tasks that are there have their MBeans.
     *
     * @param makeTree is given whom its MBeans can tell
     */
    TaskMBeans(EventExchange events, Function<TaskLooks, TaskTree> makeTree) {
        thread.allowCoreThreadTimeOut(true);
        tree = makeTree.apply(this);
        // before what is there is looked at, so that nothing falls in between
        long since = events.lastSequence();
        try {
            await(thread.submit(tree::addAll));
            subscription = events.subscribe("longshore-management", since, this::onEvent);
        } catch (RuntimeException e) {
            thread.shutdown();
            throw e;
        }
    }

    /** Waits, since the exchange keeps what comes meanwhile, and a queue here would grow. */
    private void onEvent(EventRecord event) {
        try {
            await(thread.submit(() -> tree.handle(event)));
        } catch (RejectedExecutionException e) {
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
        } catch (RejectedExecutionException | TimeoutException e) {
            LOG.debug("{} in {} is not looked at, or later", id, namespace, e);
        } catch (ExecutionException e) {
            LOG.warn("namespace={} id={}: its MBeans are not as they should be", namespace, id, e);
        }
    }

    private static void await(Future<?> done) {
        try {
            done.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the MBeans of tasks are not as they should be", e.getCause());
        }
    }

    /** Nothing changes any more when this returns. */
    @Override
    public void close() {
        subscription.close();
        thread.shutdown();
        try {
            if (!thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the MBean server does not answer, and MBeans of tasks may be left there");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

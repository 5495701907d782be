// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.runtime.ProcessesWatch;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who want to know when the additional processes of one task are others. Thread-safe. */
final class ProcessWatches {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessWatches.class);

    private final TaskKey key;
    private final Executor others;
    private final List<Watch> watches = new CopyOnWriteArrayList<>();

    /** @param others has threads that may be held up */
    ProcessWatches(TaskKey key, Executor others) {
        this.key = key;
        this.others = others;
    }

    ProcessesWatch add(Runnable changed) {
        Watch watch = new Watch(changed);
        watches.add(watch);
        return watch;
    }

    void changed() {
        watches.forEach(Watch::changed);
    }

    private final class Watch implements ProcessesWatch {
        private final Runnable listener;
        private final AtomicInteger untold = new AtomicInteger();
        private volatile boolean closed;

        Watch(Runnable listener) {
            this.listener = listener;
        }

        void changed() {
            if (untold.getAndIncrement() == 0) {
                others.execute(this::tell);
            }
        }

        private void tell() {
            int told;
            do {
                told = untold.get();
                tellOnce();
            } while (untold.addAndGet(-told) != 0);
        }

        private void tellOnce() {
            if (closed) {
                return;
            }
            try {
                listener.run();
            } catch (RuntimeException | Error e) {
                // whatever it is, there may be more to tell
                LOG.warn("namespace={} id={}: who watches its processes has failed", key.namespace(), key.id(), e);
            }
        }

        @Override
        public void close() {
            closed = true;
            watches.remove(this);
        }
    }
}

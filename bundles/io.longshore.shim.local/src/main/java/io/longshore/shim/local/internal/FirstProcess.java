// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.shim.ShimLaunch;
import org.jspecify.annotations.Nullable;

/** A container's first process, if it has one: from before it is made until all is gone. Thread-safe. */
final class FirstProcess {
    private final ShimLaunch launch;

    // guarded by this
    private @Nullable LocalProcess process;

    // guarded by this
    private boolean stopped;

    FirstProcess(ShimLaunch launch) {
        this.launch = launch;
    }

    /**
     * @throws AlreadyExistsException if there is one
     * @throws UnavailableException if there will be none any more
     */
    synchronized void set(LocalProcess made) {
        if (stopped) {
            throw new UnavailableException(made.name() + " cannot be created: its parent was stopped");
        }
        if (process != null) {
            throw new AlreadyExistsException(made.name() + " was created before");
        }
        process = made;
    }

    /** @throws NotFoundException if there is none */
    LocalProcess get() {
        LocalProcess known = orNull();
        if (known == null) {
            throw new NotFoundException("task " + launch.namespace() + "/" + launch.id() + " has no container");
        }
        return known;
    }

    synchronized @Nullable LocalProcess orNull() {
        return process;
    }

    /** From now on none is set; returns the one there is. */
    synchronized @Nullable LocalProcess stop() {
        stopped = true;
        return process;
    }

    void forget(LocalProcess gone) {
        gone.forget();
        synchronized (this) {
            process = null;
        }
    }
}

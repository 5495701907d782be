// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.LongshoreException;
import io.longshore.api.UnavailableException;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimProcessState;
import java.time.Duration;

/** How a task's shim is reached: the connection; and, while there is none or no answer on it, why. */
final class TaskContact {
    private final TaskKey key;
    private final ShimKinds kinds;
    private final Shared<ShimProcessState> asking;
    private volatile Shim shim;
    private volatile String unknownBecause = "";

    TaskContact(TaskKey key, ShimKinds kinds, Shim shim) {
        this.key = key;
        this.kinds = kinds;
        this.asking = new Shared<>("asking the shim of task " + key);
        this.shim = shim;
    }

    /** One at a time asks its shim how it is, and finds its processes again. */
    Shared<ShimProcessState> asking() {
        return asking;
    }

    Shim shim() {
        return shim;
    }

    /** For what removes the task: one at a time, it is not held up by those who wait for a shim that hangs. */
    Shim unlimited() {
        return shim instanceof LimitedShim limited ? limited.shim() : shim;
    }

    /**
     * Connects, if that was not possible before. Not for two threads at a time. Returns whether there is a new connection.
     *
     * @throws LongshoreException as {@link io.longshore.api.shim.ShimDriver#connect}
     */
    boolean connect(TaskRecord record, Duration timeout) {
        if (!(shim instanceof UnreachableShim)) {
            return false;
        }
        shim = kinds.connect(record.shimKind(), record.launch(), timeout);
        return true;
    }

    /** It could not be asked; until it can, its state is unknown. */
    void unknown(String reason) {
        unknownBecause = reason;
    }

    /** If it was not known before, this is why it is not now. */
    void stillUnknown(LongshoreException why) {
        if (isUnknown()) {
            String reason = String.valueOf(why.getMessage());
            unknownBecause = reason.isEmpty() ? why.getClass().getSimpleName() : reason;
        }
    }

    void known() {
        unknownBecause = "";
    }

    boolean isUnknown() {
        return !unknownBecause.isEmpty();
    }

    /**
     * @param what for the message: what cannot be done to the task
     * @throws UnavailableException while it is not found again: what an earlier run has left of it may still be in the way
     */
    void requireKnown(String what) {
        String reason = unknownBecause;
        if (!reason.isEmpty()) {
            throw new UnavailableException("cannot " + what + " task " + key
                    + ", which an earlier run has left and which is" + " not found again yet: " + reason
                    + "; that is tried on and on: wait and try again, or refresh it");
        }
    }

    /** Empty if it is known. */
    String reason() {
        return unknownBecause;
    }
}

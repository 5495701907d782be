// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.shim;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Is told how far a {@link Shim#start(io.longshore.api.ExecId, java.time.Duration, StartNote) start} has come, on the caller's
 * thread, before that returns or throws. A start that throws and has not {@link #leaves left} has certainly not happened, and
 * can be repeated.
 */
@ProviderType
@FunctionalInterface
public interface StartNote {
    /** The request is about to be sent: from here on the process may run. Does not throw. */
    void leaves();

    /** It was not sent after all, not even a part of it. Does not throw. */
    default void stays() {}
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import org.jspecify.annotations.Nullable;

/** Does things for Longshore and not for the caller, whose subject is not to be seen there, nor in threads that are made there. */
@SuppressWarnings("removal") // the only way on Java 17; Subject.callAs(null, …) begins with 18
final class OwnBehalf {
    private OwnBehalf() {}

    static <T> T of(PrivilegedAction<T> action) {
        return AccessController.doPrivileged(action);
    }

    /** @throws PrivilegedActionException if the action throws a checked exception, with that */
    static @Nullable Object attempt(PrivilegedExceptionAction<@Nullable Object> action)
            throws PrivilegedActionException {
        return AccessController.doPrivileged(action);
    }
}

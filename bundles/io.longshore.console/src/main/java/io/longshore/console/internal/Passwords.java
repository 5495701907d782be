// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/** Says who somebody is. */
@FunctionalInterface
interface Passwords {
    /**
     * Null if there is no such user, or the password is not his.
     *
     * @throws io.longshore.api.UnavailableException if it cannot be said now
     */
    @Nullable
    Subject check(String user, String password);
}

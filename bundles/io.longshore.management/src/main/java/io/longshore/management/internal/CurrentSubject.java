// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import java.security.AccessController;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/** Who the current thread acts for. */
final class CurrentSubject {
    private CurrentSubject() {}

    /** The only way on Java 17 to see whom the JMX connector has authenticated; Subject.current() begins with 18. */
    @SuppressWarnings("removal")
    static @Nullable Subject get() {
        return Subject.getSubject(AccessController.getContext());
    }
}

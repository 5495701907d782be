// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

import org.jspecify.annotations.Nullable;

/** System calls cannot be made from this JVM; the message says what a person can do about it. */
public final class PosixUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** For those who load the native library. */
    public PosixUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

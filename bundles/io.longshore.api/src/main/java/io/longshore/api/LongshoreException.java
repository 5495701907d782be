// SPDX-License-Identifier: Apache-2.0
package io.longshore.api;

/**
 * The one family of errors, mirroring containerd's {@code errdefs}.
 *
 * <p>Messages say what was attempted, on which namespace and id, and what to do about it where that is known; they are for
 * people. Programs look at the class.
 */
public abstract sealed class LongshoreException extends RuntimeException
        permits AlreadyExistsException,
                CancelledException,
                DeadlineExceededException,
                FailedPreconditionException,
                InvalidArgumentException,
                NotFoundException,
                NotImplementedException,
                UnavailableException,
                UnknownException {
    private static final long serialVersionUID = 1L;

    LongshoreException(String message) {
        super(message);
    }

    LongshoreException(String message, Throwable cause) {
        super(message, cause);
    }
}

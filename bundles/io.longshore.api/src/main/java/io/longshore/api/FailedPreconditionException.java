// SPDX-License-Identifier: Apache-2.0
package io.longshore.api;

/** The operation is not allowed in this state, or something it needs is not installed (gRPC code 9). */
public final class FailedPreconditionException extends LongshoreException {
    private static final long serialVersionUID = 1L;

    public FailedPreconditionException(String message) {
        super(message);
    }

    public FailedPreconditionException(String message, Throwable cause) {
        super(message, cause);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.api;

/** The answer did not come in time; the operation may still take effect (gRPC code 4). */
public final class DeadlineExceededException extends LongshoreException {
    private static final long serialVersionUID = 1L;

    public DeadlineExceededException(String message) {
        super(message);
    }

    public DeadlineExceededException(String message, Throwable cause) {
        super(message, cause);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.api;

/** An argument is wrong, whatever the state of the system (gRPC code 3). */
public final class InvalidArgumentException extends LongshoreException {
    private static final long serialVersionUID = 1L;

    public InvalidArgumentException(String message) {
        super(message);
    }

    public InvalidArgumentException(String message, Throwable cause) {
        super(message, cause);
    }
}

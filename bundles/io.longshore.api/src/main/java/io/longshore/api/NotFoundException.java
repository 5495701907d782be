// SPDX-License-Identifier: Apache-2.0
package io.longshore.api;

/** What was named does not exist (gRPC code 5). */
public final class NotFoundException extends LongshoreException {
    private static final long serialVersionUID = 1L;

    public NotFoundException(String message) {
        super(message);
    }

    public NotFoundException(String message, Throwable cause) {
        super(message, cause);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.api;

/** What should be made is there already (gRPC code 6). */
public final class AlreadyExistsException extends LongshoreException {
    private static final long serialVersionUID = 1L;

    public AlreadyExistsException(String message) {
        super(message);
    }

    public AlreadyExistsException(String message, Throwable cause) {
        super(message, cause);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.api;

/** This kind of shim cannot do what was asked (gRPC code 12). */
public final class NotImplementedException extends LongshoreException {
    private static final long serialVersionUID = 1L;

    public NotImplementedException(String message) {
        super(message);
    }

    public NotImplementedException(String message, Throwable cause) {
        super(message, cause);
    }
}

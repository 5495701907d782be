// SPDX-License-Identifier: Apache-2.0
package io.longshore.api;

/** The caller was interrupted, or the service is stopping (gRPC code 1). The thread's interrupt flag is set again. */
public final class CancelledException extends LongshoreException {
    private static final long serialVersionUID = 1L;

    public CancelledException(String message) {
        super(message);
    }

    public CancelledException(String message, Throwable cause) {
        super(message, cause);
    }
}

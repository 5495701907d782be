// SPDX-License-Identifier: Apache-2.0
package io.longshore.api;

/** A shim, the store or the kernel cannot answer now; trying again may help (gRPC code 14). */
public final class UnavailableException extends LongshoreException {
    private static final long serialVersionUID = 1L;

    public UnavailableException(String message) {
        super(message);
    }

    public UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}

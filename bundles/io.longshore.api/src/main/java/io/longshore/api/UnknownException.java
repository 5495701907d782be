// SPDX-License-Identifier: Apache-2.0
package io.longshore.api;

/** The OCI runtime, the shim or the kernel failed; the message is theirs (gRPC code 2). */
public final class UnknownException extends LongshoreException {
    private static final long serialVersionUID = 1L;

    public UnknownException(String message) {
        super(message);
    }

    public UnknownException(String message, Throwable cause) {
        super(message, cause);
    }
}

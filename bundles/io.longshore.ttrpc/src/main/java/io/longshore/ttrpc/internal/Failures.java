// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc.internal;

import io.longshore.ttrpc.TtrpcCode;
import io.longshore.ttrpc.TtrpcException;
import io.longshore.ttrpc.TtrpcException.Kind;
import org.jspecify.annotations.Nullable;

/** Which code goes with which kind of failure. */
final class Failures {

    private Failures() {}

    static TtrpcException violation(String message) {
        return new TtrpcException(Kind.PROTOCOL_VIOLATION, TtrpcCode.INTERNAL, message, null);
    }

    static TtrpcException closed(String message) {
        return new TtrpcException(Kind.CONNECTION_CLOSED, TtrpcCode.UNAVAILABLE, message, null);
    }

    static TtrpcException lost(String message, @Nullable Throwable cause) {
        return new TtrpcException(Kind.CONNECTION_LOST, TtrpcCode.UNAVAILABLE, message, cause);
    }

    static TtrpcException refused(String message) {
        return new TtrpcException(Kind.REFUSED, TtrpcCode.RESOURCE_EXHAUSTED, message, null);
    }

    static TtrpcException stranger(String message, Throwable cause) {
        return new TtrpcException(
                Kind.REFUSED, TtrpcCode.PERMISSION_DENIED, message + ": " + cause.getMessage(), cause);
    }

    /** The end of a connection, as one of its calls sees it. */
    static TtrpcException ended(String call, TtrpcException cause) {
        return new TtrpcException(cause.kind(), cause.code(), call + " failed: " + cause.getMessage(), cause);
    }
}

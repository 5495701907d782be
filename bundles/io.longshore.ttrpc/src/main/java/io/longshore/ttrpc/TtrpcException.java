// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

import org.jspecify.annotations.Nullable;

/**
 * A call, or a connection, that did not end well. {@link #kind()} says who decided so and how; {@link #code()} gives the
 * nearest gRPC code, and is the peer's own word only when the kind is {@link Kind#STATUS}.
 */
public final class TtrpcException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public enum Kind {
        /** The peer answered, with a status other than OK. */
        STATUS,
        /** The deadline passed here. Whether the peer did the work is unknown. */
        DEADLINE_EXCEEDED,
        /** The caller gave up: it cancelled, or was interrupted. Whether the peer did the work is unknown. */
        CANCELLED,
        /** This side closed the client, server or loop. */
        CONNECTION_CLOSED,
        /** The peer ended the connection or could not be reached: end of stream, reset, refused. */
        CONNECTION_LOST,
        /** The peer sent something that is not ttrpc, or not the message expected. */
        PROTOCOL_VIOLATION,
        /** Refused here before a byte was written: message too large, too many calls, too much unwritten, a peer of another user. */
        REFUSED
    }

    private final Kind kind;
    private final TtrpcStatus status;

    /** A status to answer with, for use by a {@link TtrpcHandler}. */
    public TtrpcException(TtrpcCode code, String message) {
        this(Kind.STATUS, new TtrpcStatus(code, message), message, null);
    }

    public TtrpcException(Kind kind, TtrpcStatus status, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.status = status;
    }

    public TtrpcException(Kind kind, TtrpcCode code, String message, @Nullable Throwable cause) {
        this(kind, new TtrpcStatus(code, message), message, cause);
    }

    public Kind kind() {
        return kind;
    }

    public TtrpcCode code() {
        return status.code();
    }

    public TtrpcStatus status() {
        return status;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.NotImplementedException;
import io.longshore.api.UnavailableException;
import io.longshore.api.UnknownException;
import io.longshore.ttrpc.TtrpcException;

/** What ttrpc and the shims answer, in our own kinds of error. */
final class WireErrors {
    private WireErrors() {}

    static LongshoreException translate(String what, TtrpcException e) {
        return switch (e.kind()) {
            case STATUS -> answered(what + ": " + e.getMessage(), e);
            case DEADLINE_EXCEEDED -> new DeadlineExceededException(what + ": the shim did not answer in time", e);
            case CANCELLED -> new CancelledException(what + ": interrupted", e);
            case CONNECTION_CLOSED, CONNECTION_LOST -> new UnavailableException(what + ": the shim is gone", e);
            case PROTOCOL_VIOLATION, REFUSED -> new UnavailableException(what + ": " + e.getMessage(), e);
        };
    }

    private static LongshoreException answered(String message, TtrpcException e) {
        return switch (e.code()) {
            case NOT_FOUND -> new NotFoundException(message, e);
            case ALREADY_EXISTS -> new AlreadyExistsException(message, e);
            case INVALID_ARGUMENT, OUT_OF_RANGE -> new InvalidArgumentException(message, e);
            case FAILED_PRECONDITION, ABORTED -> new FailedPreconditionException(message, e);
            case UNAVAILABLE, RESOURCE_EXHAUSTED -> new UnavailableException(message, e);
            case UNIMPLEMENTED -> new NotImplementedException(message, e);
            case CANCELLED -> new CancelledException(message, e);
            case DEADLINE_EXCEEDED -> new DeadlineExceededException(message, e);
            case OK, UNKNOWN, INTERNAL, DATA_LOSS, PERMISSION_DENIED, UNAUTHENTICATED ->
                new UnknownException(message, e);
        };
    }
}

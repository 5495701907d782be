// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

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

/** How an operation ended, as a program sees it. */
enum Result {
    OK,
    NOT_FOUND,
    ALREADY_EXISTS,
    PRECONDITION,
    INVALID,
    NOT_IMPLEMENTED,
    UNKNOWN,
    /** Nobody can say whether it happened, as with the two that follow. */
    DEADLINE,
    CANCELLED,
    UNAVAILABLE;

    static Result of(LongshoreException failure) {
        // Java 17 has no patterns in switches
        if (failure instanceof NotFoundException) {
            return NOT_FOUND;
        } else if (failure instanceof AlreadyExistsException) {
            return ALREADY_EXISTS;
        } else if (failure instanceof FailedPreconditionException) {
            return PRECONDITION;
        } else if (failure instanceof InvalidArgumentException) {
            return INVALID;
        } else if (failure instanceof NotImplementedException) {
            return NOT_IMPLEMENTED;
        } else if (failure instanceof DeadlineExceededException) {
            return DEADLINE;
        } else if (failure instanceof CancelledException) {
            return CANCELLED;
        } else if (failure instanceof UnavailableException) {
            return UNAVAILABLE;
        } else if (failure instanceof UnknownException) {
            return UNKNOWN;
        }
        throw new IllegalArgumentException("the family of errors has grown", failure);
    }

    boolean isUncertain() {
        return this == DEADLINE || this == CANCELLED || this == UNAVAILABLE;
    }
}

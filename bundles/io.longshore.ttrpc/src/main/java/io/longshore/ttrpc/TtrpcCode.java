// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

/** What became of a call, in gRPC's numbering; the number on the wire is the {@link #number()}. */
public enum TtrpcCode {
    OK(0),
    CANCELLED(1),
    UNKNOWN(2),
    INVALID_ARGUMENT(3),
    DEADLINE_EXCEEDED(4),
    NOT_FOUND(5),
    ALREADY_EXISTS(6),
    PERMISSION_DENIED(7),
    RESOURCE_EXHAUSTED(8),
    FAILED_PRECONDITION(9),
    ABORTED(10),
    OUT_OF_RANGE(11),
    UNIMPLEMENTED(12),
    INTERNAL(13),
    UNAVAILABLE(14),
    DATA_LOSS(15),
    UNAUTHENTICATED(16);

    private final int number;

    TtrpcCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** A number that gRPC does not define gives {@link #UNKNOWN}. */
    public static TtrpcCode of(int number) {
        for (TtrpcCode code : values()) {
            if (code.number == number) {
                return code;
            }
        }
        return UNKNOWN;
    }
}

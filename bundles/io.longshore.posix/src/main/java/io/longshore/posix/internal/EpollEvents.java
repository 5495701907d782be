// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import jnr.ffi.Pointer;

/**
 * How an array of {@code struct epoll_event} lies in memory: a 32-bit mask, then 64 bits of ours.
 *
 * @param bytes the size of one
 * @param tokenOffset where our bits begin
 */
record EpollEvents(int bytes, int tokenOffset) {

    /** Packed on x86_64 only. */
    static EpollEvents of(String architecture) {
        return architecture.equals("aarch64") ? new EpollEvents(16, 8) : new EpollEvents(12, 4);
    }

    void put(Pointer event, int events, long token) {
        event.putInt(0, events);
        event.putLong(tokenOffset, token);
    }

    int events(Pointer events, int index) {
        return events.getInt((long) index * bytes);
    }

    long token(Pointer events, int index) {
        return events.getLong((long) index * bytes + tokenOffset);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

/**
 * How much of what the kernel has killed for want of memory was told. One event may be about several kills.
 *
 * @param kills as many as the kernel had counted, or was about to count, when the last event was published
 * @param since the number of an event before that one; {@link #CERTAIN} if that one was published for certain
 */
record MemoryTold(long kills, long since) {
    static final long CERTAIN = -1;

    static MemoryTold certainly(long kills) {
        return new MemoryTold(kills, CERTAIN);
    }

    boolean isCertain() {
        return since == CERTAIN;
    }
}

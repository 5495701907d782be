// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

import io.longshore.ttrpc.internal.Frame;

/**
 * What one connection may hold.
 *
 * @param callsInFlight calls without an answer; beyond it a client refuses the call, a server answers
 *     {@link TtrpcCode#RESOURCE_EXHAUSTED}
 * @param queuedBytes bytes that the peer has not taken yet, at least one frame of the largest size; beyond it a client refuses
 *     the call, a server ends the connection
 */
public record TtrpcLimits(int callsInFlight, int queuedBytes) {

    /** 1024 calls, 16 MiB. */
    public static final TtrpcLimits DEFAULT = new TtrpcLimits(1024, 16 << 20);

    public TtrpcLimits {
        if (callsInFlight < 1) {
            throw new IllegalArgumentException("at least one call must be allowed: " + callsInFlight);
        }
        if (queuedBytes < Frame.HEADER_LENGTH + Frame.MAX_DATA) {
            throw new IllegalArgumentException("the largest frame must fit into the queue: " + queuedBytes);
        }
    }
}

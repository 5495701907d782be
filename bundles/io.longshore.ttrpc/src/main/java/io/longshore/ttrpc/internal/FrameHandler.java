// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc.internal;

import io.longshore.ttrpc.TtrpcException;

/** One side's understanding of a connection. All but {@link #ended} are called on the loop's thread, in the order of the wire. */
interface FrameHandler {

    /** Before any data is read, so that nonsense is stopped early. Throws to end the connection. */
    void header(Frame.Header header);

    void frame(Frame.Header header, byte[] data);

    /** In place of {@link #frame}: the data was too long, and skipped. */
    void oversized(Frame.Header header);

    /** Called once, on any thread, with no lock held. */
    void ended(TtrpcException cause);
}

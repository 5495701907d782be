// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Pointer;

/**
 * A {@code struct msghdr} with room for a name and some descriptors, as it lies in memory on 64-bit Linux:
 *
 * <pre>
 * msghdr   name 8, namelen 4, pad 4, iov 8, iovlen 8, control 8, controllen 8, flags 4, pad 4
 * iovec    base 8, length 8
 * cmsghdr  length 8, level 4, type 4, then the descriptors, 4 each
 * </pre>
 */
final class RightsMessage {

    private static final int HEADER_BYTES = 56;
    private static final int IOV = 16;
    private static final int IOV_LENGTH = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;

    private static final int CONTROL_HEADER_BYTES = 16;
    private static final int CONTROL_BYTES = 128;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;

    /** All that the name of a terminal may have. */
    private static final int DATA_BYTES = 4096;

    private final Pointer header;
    private final Pointer vector;
    private final Pointer data;
    private final Pointer control;

    RightsMessage(Kernel kernel) {
        header = kernel.allocate(HEADER_BYTES);
        vector = kernel.allocate(2 * Long.BYTES);
        data = kernel.allocate(DATA_BYTES);
        control = kernel.allocate(CONTROL_BYTES);
        vector.putPointer(0, data);
        vector.putLong(Long.BYTES, DATA_BYTES);
        header.putPointer(IOV, vector);
        header.putLong(IOV_LENGTH, 1);
        header.putPointer(CONTROL, control);
        header.putLong(CONTROL_LENGTH, CONTROL_BYTES);
    }

    Pointer header() {
        return header;
    }

    /** The descriptors that came with it; they are ours now. */
    List<Integer> descriptors() {
        List<Integer> found = new ArrayList<>();
        long end = header.getLong(CONTROL_LENGTH);
        for (long at = 0; at + CONTROL_HEADER_BYTES <= end; ) {
            long length = control.getLong(at);
            if (length < CONTROL_HEADER_BYTES || at + length > end) {
                return found;
            }
            if (control.getInt(at + Long.BYTES) == SOL_SOCKET
                    && control.getInt(at + Long.BYTES + Integer.BYTES) == SCM_RIGHTS) {
                for (long i = CONTROL_HEADER_BYTES; i + Integer.BYTES <= length; i += Integer.BYTES) {
                    found.add(control.getInt(at + i));
                }
            }
            at += (length + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
        }
        return found;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.streams;

import java.io.IOException;

/**
 * There was nothing to read for {@link StreamOptions#readTimeout}, or no room to write for {@link
 * StreamOptions#writeTimeout}; the stream can be used further.
 */
public final class StreamTimeoutException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int bytesTransferred;

    public StreamTimeoutException(String message, int bytesTransferred) {
        super(message);
        this.bytesTransferred = bytesTransferred;
    }

    /** How many bytes, from the first on, a write had done; 0 for a read. */
    public int bytesTransferred() {
        return bytesTransferred;
    }
}

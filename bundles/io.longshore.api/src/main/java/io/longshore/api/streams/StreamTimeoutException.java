// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.streams;

import java.io.IOException;

/** There was nothing to read for {@link StreamOptions#readTimeout}; the stream is as it was. */
public final class StreamTimeoutException extends IOException {
    private static final long serialVersionUID = 1L;

    public StreamTimeoutException(String message) {
        super(message);
    }
}

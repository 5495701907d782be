// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.streams;

import java.io.IOException;

/** The stream was closed or detached, here or by another thread; or, when writing, the process has ended. */
public final class StreamClosedException extends IOException {
    private static final long serialVersionUID = 1L;

    public StreamClosedException(String message) {
        super(message);
    }
}

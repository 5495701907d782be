// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The begin of a stream. The rest is read too, since whoever writes it would wait otherwise. */
final class BoundedText {
    private static final Logger LOG = LoggerFactory.getLogger(BoundedText.class);
    private static final int MOST_BYTES = 128 * 1024;

    private final InputStream in;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean cut;

    BoundedText(InputStream in) {
        this.in = in;
    }

    void readAll() {
        byte[] chunk = new byte[8192];
        try {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                add(chunk, n);
            }
        } catch (IOException e) {
            LOG.debug("an output broke off", e);
            markCut();
        }
    }

    private synchronized void add(byte[] chunk, int length) {
        int room = Math.min(length, MOST_BYTES - bytes.size());
        bytes.write(chunk, 0, room);
        cut = cut || room < length;
    }

    private synchronized void markCut() {
        cut = true;
    }

    synchronized String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    synchronized boolean isCut() {
        return cut;
    }
}

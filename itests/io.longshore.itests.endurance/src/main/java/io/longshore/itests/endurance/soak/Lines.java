// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that lines are appended to; the end of the process leaves each of them whole or not there. Thread-safe. */
final class Lines implements AutoCloseable {
    private final FileChannel file;

    Lines(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    void add(String line) {
        try {
            // one write, since that is what makes it whole
            file.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A few bytes beside the store that say how far it has come. An H2 file that lost its end opens as an older state that is
 * intact in itself; only a witness elsewhere can tell. Written in place and without a sync, so it may lag, never lead.
 */
final class MarkFile implements AutoCloseable {
    private final FileChannel channel;

    private MarkFile(FileChannel channel) {
        this.channel = channel;
    }

    static MarkFile open(Path file) throws IOException {
        return new MarkFile(PrivateFiles.open(file));
    }

    /** The mark, or null if there is none that is intact. */
    static @Nullable Mark read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        // an older, longer frame may stick out behind the newest one
        Frame.Scan scan = Frame.scan(Files.readAllBytes(file));
        return scan.bodies().isEmpty() ? null : StoredCodec.mark(scan.bodies().get(0));
    }

    void write(Mark mark) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(StoredCodec.frame(mark));
        while (bytes.hasRemaining()) {
            channel.write(bytes, bytes.position());
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

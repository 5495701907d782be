// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collection;

/**
 * The second copy: a plain log of frames, begun anew with all records now and then. Commits are appended without a sync,
 * so it costs little, and after a power failure it may lack the last seconds; the store does not.
 */
final class SecondCopy implements AutoCloseable {
    private final FileChannel channel;
    private long size;

    private SecondCopy(FileChannel channel, long size) {
        this.channel = channel;
        this.size = size;
    }

    /** Replaces the file by one of these records; durable when this returns. */
    static SecondCopy write(Path file, Collection<Stored> records, Mark mark) throws IOException {
        Path replacement = file.resolveSibling(file.getFileName() + ".new");
        PrivateFiles.createEmpty(replacement);
        try (FileChannel out = PrivateFiles.open(replacement);
                OutputStream buffered = new BufferedOutputStream(Channels.newOutputStream(out))) {
            for (Stored stored : records) {
                buffered.write(StoredCodec.frame(stored));
            }
            buffered.write(StoredCodec.frame(mark));
            buffered.flush();
            out.force(true);
        } catch (IOException e) {
            PrivateFiles.discard(replacement, e);
            throw e;
        }
        PrivateFiles.replace(replacement, file);
        return open(file);
    }

    /** Goes on with the file as it is. */
    static SecondCopy open(Path file) throws IOException {
        FileChannel channel = PrivateFiles.open(file);
        return new SecondCopy(channel, channel.size());
    }

    /** After an exception the file must be replaced: what comes behind half a frame would be lost with it. */
    void append(Collection<Draft.Written> changes, Mark mark) throws IOException {
        byte[] seal = StoredCodec.frame(mark);
        int length = changes.stream().mapToInt(change -> change.frame().length).reduce(seal.length, Math::addExact);
        ByteBuffer bytes = ByteBuffer.allocate(length);
        changes.forEach(change -> bytes.put(change.frame()));
        bytes.put(seal).flip();
        while (bytes.hasRemaining()) {
            size += channel.write(bytes, size);
        }
    }

    long size() {
        return size;
    }

    void sync() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

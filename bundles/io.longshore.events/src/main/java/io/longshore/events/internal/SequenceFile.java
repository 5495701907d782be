// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Sees to it that no number is used twice, even if the end of the journal is lost: numbers are reserved in blocks, on the
 * device, before the first of a block is used. See the package comment for its bytes.
 */
final class SequenceFile implements Closeable {
    static final long BLOCK = 1 << 16;

    private static final int MAGIC = 0x4c53_5351;
    private static final int SLOT = 512;
    private static final int SIZE = 25;

    private final RandomAccessFile file;
    private long generation;
    private long number;
    private boolean clean;

    private SequenceFile(RandomAccessFile file) {
        this.file = file;
    }

    /**
     * @param lastInJournal the newest number in the journal, 0 if it has none
     */
    static SequenceFile open(Path path, long lastInJournal) throws IOException {
        SequenceFile opened = new SequenceFile(PrivateFile.open(path));
        try {
            opened.read();
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        if (opened.generation == 0) {
            // lost or damaged beside a journal: what was reserved is unknown, but it was not much more than was used
            opened.clean = lastInJournal == 0;
            opened.number = lastInJournal == 0 ? 0 : lastInJournal + 16 * BLOCK;
        }
        opened.number = Math.max(opened.number, lastInJournal);
        return opened;
    }

    /** Whether the last process closed the journal in order, so that {@link #highest} is the last number used. */
    boolean clean() {
        return clean;
    }

    /** No number above this was ever used. */
    long highest() {
        return number;
    }

    /** When this returns, all numbers up to {@code last} may be used. */
    void reserve(long last) throws IOException {
        if (clean || last > number) {
            write(last + BLOCK, false);
        }
    }

    /** Says that no number after {@code last} was used. */
    void release(long last) throws IOException {
        if (!clean || last != number) {
            write(last, true);
        }
    }

    private void write(long newNumber, boolean newClean) throws IOException {
        ByteSink slot = new ByteSink().u32(MAGIC).u32(0).u64(generation + 1).u64(newNumber);
        slot.u8(newClean ? 1 : 0);
        slot.putU32(4, crc(slot.array()));
        file.seek((generation + 1) % 2 * SLOT);
        file.write(slot.array(), 0, SIZE);
        file.getFD().sync();
        generation++;
        number = newNumber;
        clean = newClean;
    }

    private void read() throws IOException {
        for (int slot = 0; slot < 2; slot++) {
            byte[] bytes = new byte[SIZE];
            file.seek((long) slot * SLOT);
            int count = file.read(bytes);
            if (count == SIZE
                    && Frame.u32(bytes, 0) == MAGIC
                    && Frame.u32(bytes, 4) == crc(bytes)
                    && Frame.u64(bytes, 8) > generation) {
                generation = Frame.u64(bytes, 8);
                number = Frame.u64(bytes, 16);
                clean = bytes[24] == 1;
            }
        }
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 8, SIZE - 8);
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

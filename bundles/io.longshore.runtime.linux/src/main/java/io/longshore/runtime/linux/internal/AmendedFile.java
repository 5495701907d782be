// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * A file of lines that has room behind them for more, so that little is to be done when some are added.
 *
 * <p>What is added lies within one sector, which a device writes wholly or not at all, and is behind what was there, which is
 * therefore never at risk; nothing is added in a second sector before the device has what is in the first. As the file keeps its size and its place, its device has one thing to write, and not the file
 * system's tables, too. The room is full of empty lines. For one thread at a time.
 */
final class AmendedFile {
    static final int SECTOR = 512;

    private static final int BLOCK = 8 * SECTOR;
    private static final int NONE = -1;

    /** At the least, when it is written whole. */
    private static final int ROOM = 2 * SECTOR;

    private final Path file;

    private int size;

    private int end;
    private boolean nameOnDevice;

    /** The sector to which something was added that the device may not have. */
    private int open = NONE;

    AmendedFile(Path file) {
        this.file = file;
    }

    /** With the room; 0 if it is not known what there is at the path. */
    int size() {
        return size;
    }

    /**
     * Writes it whole, in the place of what was there.
     *
     * @param lines given the size that the file is going to have; they are asked for again if it must be greater
     * @param sync it survives not only the end of this process, but also that of the machine
     */
    void replace(IntFunction<byte[]> lines, boolean sync) throws IOException {
        size = 0;
        int wanted = BLOCK;
        byte[] text = lines.apply(wanted);
        while (text.length + ROOM > wanted) {
            wanted += BLOCK;
            text = lines.apply(wanted);
        }
        byte[] content = Arrays.copyOf(text, wanted);
        Arrays.fill(content, text.length, wanted, (byte) '\n');
        Durably.write(file, content, sync);
        size = wanted;
        end = text.length;
        open = NONE;
        nameOnDevice = sync;
    }

    /**
     * Adds lines. Returns whether they are there now; false if there is no room for them, or the file is not there, or another.
     *
     * @param sync as in {@link #replace}
     */
    boolean amend(byte[] lines, boolean sync) throws IOException {
        int at = end / SECTOR == (end + lines.length - 1) / SECTOR ? end : (end / SECTOR + 1) * SECTOR;
        if (lines.length > SECTOR || at + lines.length > size) {
            return false;
        }
        int expected = size;
        // should this fail half way, nothing can be added to what is there
        size = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (channel.size() != expected) {
                return false;
            }
            // of two sectors the device might write the second only, and the lines in it count with those in the first
            if (nameOnDevice && open != NONE && open != at / SECTOR) {
                channel.force(false);
            }
            ByteBuffer buffer = ByteBuffer.wrap(lines);
            while (buffer.hasRemaining()) {
                channel.write(buffer, at + buffer.position());
            }
            if (sync) {
                channel.force(false);
            }
        } catch (NoSuchFileException e) {
            return false;
        }
        syncName(sync);
        size = expected;
        end = at + lines.length;
        open = sync ? NONE : at / SECTOR;
        return true;
    }

    /** Has the device write what is there. Where that has failed once it cannot be tried again: the kernel says so only once. */
    void sync() throws IOException {
        int expected = size;
        size = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(false);
        }
        syncName(true);
        size = expected;
        open = NONE;
    }

    private void syncName(boolean sync) throws IOException {
        if (sync && !nameOnDevice) {
            Durably.syncDirectory(file.getParent());
            nameOnDevice = true;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A file of the journal. */
final class Segment {
    static final int HEADER = 16;

    private static final long MAGIC = 0x4c53_4556_454e_5453L;
    private static final int FORMAT = 1;
    private static final Pattern NAME = Pattern.compile("(\\d{20})\\.journal");

    private final Path file;
    private final long first;
    private final Set<Long> reported = ConcurrentHashMap.newKeySet();
    private volatile long end;
    private volatile boolean sealed;

    /**
     * @param first the number of its first event
     * @param end how many bytes of it are written and may be read
     */
    Segment(Path file, long first, long end) {
        this.file = file;
        this.first = first;
        this.end = end;
    }

    static Segment starting(Path directory, long first) {
        return new Segment(directory.resolve("%020d.journal".formatted(first)), first, 0);
    }

    /** The first number that the name of a file gives; null if it is no segment. */
    static @Nullable Long firstOf(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        try {
            return name.matches() ? Long.valueOf(name.group(1)) : null;
        } catch (NumberFormatException tooLarge) {
            return null;
        }
    }

    Path file() {
        return file;
    }

    long first() {
        return first;
    }

    long end() {
        return end;
    }

    void end(long newEnd) {
        end = newEnd;
    }

    /** Whether nothing may be appended to it. */
    boolean sealed() {
        return sealed;
    }

    void seal() {
        sealed = true;
    }

    /** True the first time that a reader comes upon this damage. */
    boolean reportDamage(long position) {
        return reported.add(position);
    }

    static ByteSink header() {
        ByteSink header = new ByteSink().u64(MAGIC).u32(FORMAT);
        return header.u32(headerCrc(header.array()));
    }

    /** Whether the header surely says that this is a newer format; a damaged one does not say anything. */
    static boolean isNewer(byte[] header) {
        return Frame.u64(header, 0) == MAGIC
                && Frame.u32(header, 12) == headerCrc(header)
                && Frame.u32(header, 8) > FORMAT;
    }

    private static int headerCrc(byte[] header) {
        CRC32C crc = new CRC32C();
        crc.update(header, 0, 12);
        return (int) crc.getValue();
    }
}

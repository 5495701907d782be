// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process as {@code /proc/<pid>/stat} shows it; see proc(5).
 *
 * @param state one letter, of its first thread
 * @param threads those it has, a first one that has ended before the others too
 * @param startTime in the kernel's ticks since it was booted
 */
record KernelProcess(long pid, String name, char state, int threads, long startTime) {
    private static final int STATE = 0;
    private static final int THREADS = 17;
    private static final int START_TIME = 19;
    private static final Pattern UNPRINTABLE = Pattern.compile("\\p{C}");
    private static final Logger LOG = LoggerFactory.getLogger(KernelProcess.class);

    /** Null if there is none, or it cannot be seen. */
    static @Nullable KernelProcess of(long pid) {
        try {
            // the name may have any bytes
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"), StandardCharsets.ISO_8859_1);
            return parse(pid, stat);
        } catch (IOException | RuntimeException e) {
            LOG.debug("cannot see process {}", pid, e);
            return null;
        }
    }

    /** @throws RuntimeException if the kernel would not have written that */
    static KernelProcess parse(long pid, String stat) {
        int nameEnd = stat.lastIndexOf(')');
        String[] fields = stat.substring(nameEnd + 2).split(" ", -1);
        String name = UNPRINTABLE
                .matcher(stat.substring(stat.indexOf('(') + 1, nameEnd))
                .replaceAll("?");
        return new KernelProcess(
                pid,
                name,
                fields[STATE].charAt(0),
                Integer.parseInt(fields[THREADS]),
                Long.parseLong(fields[START_TIME]));
    }

    /** As {@link #startTime()}; 0 if there is none, or it cannot be seen. */
    static long startTime(long pid) {
        KernelProcess seen = of(pid);
        return seen == null ? 0 : seen.startTime;
    }

    /** Whether the process of that start time is certainly none any more, or one that only waits to be reaped. */
    static boolean hasEnded(long pid, long startTime) {
        KernelProcess seen = of(pid);
        return seen == null
                ? Files.notExists(Path.of("/proc", String.valueOf(pid)))
                : seen.isDead() || seen.startTime != startTime;
    }

    boolean isStopped() {
        return state == 'T' || state == 't';
    }

    /** All of it: where only its first thread has ended, it goes on. */
    boolean isDead() {
        return firstThreadHasEnded() && threads <= 1;
    }

    private boolean firstThreadHasEnded() {
        return state == 'Z' || state == 'X';
    }

    /** It waits for a disk or a network file system, and not even SIGKILL ends it. */
    boolean isStuck() {
        return state == 'D';
    }

    @Override
    public String toString() {
        String doing = switch (state) {
            case 'R' -> "runs";
            case 'S', 'I' -> "waits";
            case 'D' -> "waits for a device and takes no signal";
            case 'T' -> "is stopped by a signal";
            case 't' -> "is stopped by a debugger";
            case 'Z', 'X' -> isDead() ? "has ended and is not reaped" : "goes on without its first thread";
            default -> "is in state " + state;
        };
        return name + " (pid " + pid + ") " + doing;
    }
}

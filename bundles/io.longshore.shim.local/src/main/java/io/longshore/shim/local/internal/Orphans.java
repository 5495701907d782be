// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.posix.PidFd;
import io.longshore.posix.Posix;
import io.longshore.posix.PosixException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes this JVM the parent of orphaned descendants, which the first processes of containers are as soon as the OCI runtime
 * has ended; and buries those that come along and are nobody's, such as what a shell left behind that some other bundle ran.
 *
 * <p>A dead child that is still there after a whole period is nobody's: the JDK has a thread waiting for each process it
 * started, and we reap ours at once. A process of a container that is just being made is ours without being known, so
 * a child that was dead before such a making ended is left for later.
 *
 * <p>What a making has left that was given up is buried at once when it ends, unless another is under way then: as long as it is
 * not, a container that it has joined cannot end.
 */
final class Orphans implements AutoCloseable {
    private static final Path SELF = Path.of("/proc/self");
    private static final Path TASKS = SELF.resolve("task");

    /** Of the fields after the name; see proc(5). */
    private static final int STATE = 1;

    private static final int START_TIME = 20;

    /** A dead child must be seen twice. */
    private static final int LAST_LOOKS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);

    private static final Object ADOPTING = new Object();

    // both guarded by ADOPTING
    private static int adopters;
    private static boolean adoptedBefore;

    private final Posix posix;
    private final Duration period;
    private final Launches launches = new Launches();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Set<Long> ours = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor timer;

    /** Left by what was given up. */
    private final Set<Integer> watched = ConcurrentHashMap.newKeySet();

    /** With how many launches had begun when it was first seen dead. Only the timer's thread looks at it. */
    private final Map<Child, Long> dead = new HashMap<>();

    /** @param startTime as a pid is used again and again */
    private record Child(long pid, String startTime) {}

    Orphans(Posix posix, Duration period) {
        this.posix = posix;
        this.period = period;
        adopt(posix);
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "longshore-shim-local-orphans");
            thread.setDaemon(true);
            return thread;
        });
        try {
            var unused =
                    timer.scheduleWithFixedDelay(this::look, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RuntimeException | Error e) {
            release(posix);
            throw e;
        }
    }

    /** It is the process that adopts, so the last one to need it puts it back. */
    private static void adopt(Posix posix) {
        synchronized (ADOPTING) {
            if (adopters == 0) {
                adoptedBefore = posix.isChildSubreaper();
                posix.setChildSubreaper(true);
            }
            adopters++;
        }
    }

    private static void release(Posix posix) {
        synchronized (ADOPTING) {
            adopters--;
            if (adopters == 0) {
                posix.setChildSubreaper(adoptedBefore);
            }
        }
    }

    Launches launches() {
        return launches;
    }

    /** This child is ours, and we reap it; to be said before its launch ends. */
    void claim(long pid) {
        ours.add(pid);
    }

    /** It was reaped. */
    void release(long pid) {
        ours.remove(pid);
    }

    /** A making of a process was given up, and its command has ended: what it has started in a container is buried when it ends. */
    void givenUp() {
        long launched = launches.last();
        try {
            for (int pid : children()) {
                if (!ours.contains((long) pid) && isInContainer(pid)) {
                    watch(pid, launched);
                }
            }
        } catch (IOException | PosixException e) {
            LOG.warn("cannot look for what was left by a command; that is done later", e);
        }
    }

    private void watch(int pid, long launched) {
        if (!watched.add(pid)) {
            return;
        }
        PidFd child;
        try {
            child = posix.pidfdOpen(pid);
        } catch (PosixException e) {
            watched.remove(pid);
            LOG.debug("the orphan {} is gone", pid, e);
            return;
        }
        try {
            var unused = child.exited()
                    .whenCompleteAsync((ended, failure) -> ended(child, launched, failure == null), timer);
        } catch (RuntimeException | Error e) {
            LOG.warn("the end of the orphan {} is not seen at once", pid, e);
            ended(child, launched, false);
        }
    }

    private void ended(PidFd child, long launched, boolean isSeen) {
        watched.remove(child.pid());
        try (child) {
            if (isSeen && !launches.anyOf(launched) && !ours.contains((long) child.pid())) {
                bury(child);
            }
        }
    }

    /** The JDK starts nothing there. */
    private static boolean isInContainer(int pid) throws IOException {
        return namespaces(Path.of("/proc", String.valueOf(pid))) > namespaces(SELF);
    }

    /** In how many namespaces it has a pid. */
    private static long namespaces(Path process) throws IOException {
        return read(process.resolve("status"))
                .lines()
                .filter(line -> line.startsWith("NSpid:"))
                .flatMap(line -> Stream.of(line.split("\t", -1)))
                .count();
    }

    /** Buries who was dead the last time, too. */
    void look() {
        try {
            if (!posix.hasUnreapedChild()) {
                dead.clear();
                return;
            }
            long launched = launches.last();
            Set<Child> now = deadChildren();
            now.removeIf(child -> ours.contains(child.pid));
            dead.keySet().retainAll(now);
            for (Child child : now) {
                Long then = dead.putIfAbsent(child, launched);
                if (then != null && !launches.anyOf(then) && !ours.contains(child.pid)) {
                    dead.remove(child);
                    bury(Math.toIntExact(child.pid));
                }
            }
        } catch (IOException | RuntimeException e) {
            // the timer would never come again
            LOG.warn("cannot look for dead children; trying again", e);
        }
    }

    private void bury(int pid) {
        try (PidFd child = posix.pidfdOpen(pid)) {
            bury(child);
        } catch (PosixException e) {
            LOG.debug("the orphan {} is gone", pid, e);
        }
    }

    private static void bury(PidFd child) {
        try {
            child.reap().ifPresent(status -> LOG.debug("buried the orphan {}, ended with {}", child.pid(), status));
        } catch (PosixException e) {
            LOG.debug("the orphan {} is gone", child.pid(), e);
        }
    }

    private static Set<Child> deadChildren() throws IOException {
        Set<Child> found = new HashSet<>();
        for (int pid : children()) {
            dead(String.valueOf(pid)).ifPresent(found::add);
        }
        return found;
    }

    private static Set<Integer> children() throws IOException {
        Set<Integer> found = new HashSet<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                for (String pid : read(task.resolve("children")).split(" ", -1)) {
                    if (!pid.isEmpty()) {
                        found.add(Integer.valueOf(pid));
                    }
                }
            }
        }
        return found;
    }

    private static Optional<Child> dead(String pid) throws IOException {
        String stat = read(Path.of("/proc", pid, "stat"));
        // the name, in parentheses, may have any characters
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).split(" ", -1);
        return fields.length > START_TIME && fields[STATE].equals("Z")
                ? Optional.of(new Child(Long.parseLong(pid), fields[START_TIME]))
                : Optional.empty();
    }

    /** Empty if the thread or process has ended. */
    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            // reading fails with ESRCH if it ends meanwhile
            if (!Files.exists(file)) {
                return "";
            }
            throw e;
        }
    }

    /** Whether its thread has ended, a while after {@link #close}. */
    boolean isOver() {
        return timer.isTerminated();
    }

    /** Idempotent. No more come. Those that are there stay ours; who of them is dead soon is still buried. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        release(posix);
        var unused = timer.schedule(timer::shutdownNow, LAST_LOOKS * period.toNanos(), TimeUnit.NANOSECONDS);
    }
}

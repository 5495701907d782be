// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.ContainerId;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.Namespace;
import io.longshore.api.shim.ShimLaunch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks share a shim, so that it is ended with the last of them; and while it is being ended nobody joins it. A task with a
 * shim of its own is a group of one. That tasks are in a group does not mean that their shims do so: not all know groups. Where
 * they listen tells it. Thread-safe; nothing outside is called under its lock.
 */
final class ShimGroups {
    /** What shims make the name of their socket from, so a group of the name of a task without one shares its shim. */
    private record Key(Path stateDirectory, Namespace namespace, String name) {
        static Key of(ShimLaunch launch) {
            return new Key(launch.stateDirectory(), launch.namespace(), V2Sockets.name(launch));
        }
    }

    private static final class Group {
        /** And where their shims listen; empty while that is not known. */
        final Map<ContainerId, Optional<Path>> members = new HashMap<>();

        final Turns turns = new Turns();

        @Nullable
        CompletableFuture<Void> ending;
    }

    // guarded by this, as are its values
    private final Map<Key, Group> groups = new HashMap<>();

    /**
     * Adds a task; if its shim is just being ended, after that.
     *
     * @return the turns in which processes of the group are started
     * @throws DeadlineExceededException if that does not come to its end in time
     */
    Turns join(ShimLaunch launch, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            CompletableFuture<Void> ending;
            synchronized (this) {
                Group group = groups.computeIfAbsent(Key.of(launch), key -> new Group());
                ending = group.ending;
                if (ending == null) {
                    group.members.putIfAbsent(launch.id(), Optional.empty());
                    return group.turns;
                }
            }
            await(ending, launch, deadline);
        }
    }

    /** A task has joined, and this is where its shim listens. */
    void listens(ShimLaunch launch, Path socket) {
        synchronized (this) {
            Group group = groups.get(Key.of(launch));
            if (group != null) {
                group.members.replace(launch.id(), Optional.of(socket));
            }
        }
    }

    /**
     * Takes a task out, and ends the shim if nobody else needs it.
     *
     * @param others whether there are others, of which nothing is known here: of an earlier run
     * @param end ends it; again if it is ended already
     * @return whether it was ended
     */
    boolean leave(ShimLaunch launch, Duration timeout, Others others, Runnable end) {
        long deadline = System.nanoTime() + timeout.toNanos();
        // before it is decided who is the last: of two that leave at a time each would take the other for one who stays
        V2Bundle.of(launch).leave();
        Optional<Path> written = V2Bundle.of(launch).socket();
        Key key = Key.of(launch);
        CompletableFuture<Void> mine = new CompletableFuture<>();
        while (true) {
            CompletableFuture<Void> ending;
            synchronized (this) {
                Group group = groups.computeIfAbsent(key, absent -> new Group());
                Optional<Path> socket = group.members.getOrDefault(launch.id(), written);
                group.members.remove(launch.id());
                if (group.members.values().stream().anyMatch(other -> canBeSame(other, socket))) {
                    return false;
                }
                ending = group.ending;
                if (ending == null) {
                    group.ending = mine;
                    break;
                }
            }
            await(ending, launch, deadline);
        }
        try {
            if (others.areThere()) {
                return false;
            }
            end.run();
            return true;
        } finally {
            synchronized (this) {
                Group group = groups.get(key);
                group.ending = null;
                if (group.members.isEmpty()) {
                    groups.remove(key);
                }
            }
            mine.complete(null);
        }
    }

    /** Whether two tasks of a group can have the same shim. */
    static boolean canBeSame(Optional<Path> one, Optional<Path> other) {
        return one.isEmpty() || other.isEmpty() || one.equals(other);
    }

    /** A look for others. */
    @FunctionalInterface
    interface Others {
        boolean areThere();
    }

    private static void await(CompletableFuture<Void> ending, ShimLaunch launch, long deadline) {
        try {
            ending.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new DeadlineExceededException(
                    "the shim of task " + launch.namespace() + "/" + launch.id()
                            + " is being ended, and that does not come to its end",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted while the shim of " + launch.id() + " was being ended", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("nothing completes these exceptionally", e);
        }
    }
}

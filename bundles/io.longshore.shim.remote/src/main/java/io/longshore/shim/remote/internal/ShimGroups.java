// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.Namespace;
import io.longshore.api.shim.ShimLaunch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
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
        final Map<V2Bundle, Optional<Path>> members = new HashMap<>();

        /** Of them those that do not know yet which process their shim is. */
        final Set<V2Bundle> seeking = new HashSet<>();

        final Turns turns = Turns.ofProcesses();

        /** By the program. */
        final Map<Path, Turns> programs = new HashMap<>();

        @Nullable
        CompletableFuture<Void> ending;

        Map<V2Bundle, Optional<Path>> seekingMembers() {
            Map<V2Bundle, Optional<Path>> found = new HashMap<>();
            seeking.forEach(member -> found.put(member, members.getOrDefault(member, Optional.empty())));
            return found;
        }

        /** Where a shim listens that has taken in a second task: it knows groups. */
        @Nullable
        Path shared;
    }

    private final EarlierUses earlier = new EarlierUses();

    // guarded by this, as are its values
    private final Map<Key, Group> groups = new HashMap<>();

    // guarded by this; the members of all groups
    private final Set<V2Bundle> known = new HashSet<>();

    // guarded by this; of all groups, as a shim may be shared by other rules than ours
    private final Map<Path, Set<V2Bundle>> listening = new HashMap<>();

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
                    if (group.members.putIfAbsent(V2Bundle.of(launch), Optional.empty()) == null) {
                        group.seeking.add(V2Bundle.of(launch));
                    }
                    known.add(V2Bundle.of(launch));
                    // not before, so that it is here or there at any time
                    earlier.forget(launch);
                    return group.turns;
                }
            }
            await(ending, launch, deadline);
        }
    }

    /**
     * The turns in which the program of the shim is run for a group. Two that look at a time can both find nobody who listens; then
     * each starts a shim, and of these one is nobody's.
     *
     * @param launch of a task that has joined
     */
    synchronized Turns programTurns(ShimLaunch launch, Path program) {
        Group group = groups.get(Key.of(launch));
        return group == null ? Turns.oneByOne() : group.programs.computeIfAbsent(program, path -> Turns.oneByOne());
    }

    /** A task has joined, and this is where its shim listens. */
    synchronized void listens(ShimLaunch launch, Path socket) {
        V2Bundle bundle = V2Bundle.of(launch);
        Group group = groups.get(Key.of(launch));
        if (group != null && group.members.containsKey(bundle)) {
            group.members.put(bundle, Optional.of(socket)).ifPresent(before -> remove(bundle, before));
            listening.computeIfAbsent(socket, path -> new HashSet<>()).add(bundle);
            if (othersAt(socket, group, bundle).isPresent()) {
                group.shared = socket;
            }
        }
    }

    /**
     * Another task of the group, whose shim is known to take further tasks in; empty if none is known to.
     *
     * @param launch of a task that has joined
     */
    synchronized Optional<V2Bundle> sharing(ShimLaunch launch) {
        Group group = groups.get(Key.of(launch));
        return group == null || group.shared == null
                ? Optional.empty()
                : othersAt(group.shared, group, V2Bundle.of(launch));
    }

    private static Optional<V2Bundle> othersAt(Path socket, Group group, V2Bundle bundle) {
        return group.members.entrySet().stream()
                .filter(member -> member.getValue().equals(Optional.of(socket)))
                .map(Map.Entry::getKey)
                .filter(other -> !other.equals(bundle))
                .findAny();
    }

    /** The bundle of a task that has joined says which process its shim is. */
    synchronized void knows(ShimLaunch launch) {
        Group group = groups.get(Key.of(launch));
        if (group != null) {
            group.seeking.remove(V2Bundle.of(launch));
        }
    }

    private void remove(V2Bundle bundle, Path socket) {
        listening.computeIfPresent(socket, (path, bundles) -> {
            bundles.remove(bundle);
            return bundles.isEmpty() ? null : bundles;
        });
    }

    /**
     * Takes a task out, and ends the shim if nobody else needs it, also of an earlier run.
     *
     * @param end ends it; again if it is ended already
     * @return whether it was ended
     */
    boolean leave(ShimLaunch launch, Duration timeout, Runnable end) {
        long deadline = System.nanoTime() + timeout.toNanos();
        V2Bundle bundle = V2Bundle.of(launch);
        // before it is decided who is the last: of two that leave at a time each would take the other for one who stays
        bundle.leave();
        earlier.forget(launch);
        LeavingTask leaving = LeavingTask.of(bundle);
        while (true) {
            CompletableFuture<Void> ending = null;
            Set<V2Bundle> untold;
            synchronized (this) {
                Group group = groups.computeIfAbsent(Key.of(launch), absent -> new Group());
                untold = leaving.untold(group.seekingMembers());
                if (untold.isEmpty()) {
                    if (isNeeded(launch, group, leaving)) {
                        return false;
                    }
                    ending = group.ending;
                    if (ending == null) {
                        group.ending = leaving.done();
                        break;
                    }
                }
            }
            if (ending == null) {
                leaving.tell(untold);
            } else {
                await(ending, launch, deadline);
            }
        }
        try {
            List<V2Bundle> others = othersOfAnEarlierRun(launch, leaving);
            leaving.tell(others);
            if (others.isEmpty()) {
                end.run();
            }
            return others.isEmpty();
        } finally {
            synchronized (this) {
                Group group = groups.get(Key.of(launch));
                group.ending = null;
                if (group.members.isEmpty()) {
                    groups.remove(Key.of(launch));
                }
            }
            leaving.done().complete(null);
        }
    }

    private List<V2Bundle> othersOfAnEarlierRun(ShimLaunch launch, LeavingTask leaving) {
        List<V2Bundle> others = new ArrayList<>(earlier.sharing(launch, leaving.socket()));
        synchronized (this) {
            others.removeAll(known);
        }
        // it has left itself; and somebody may have tidied up by hand
        others.removeIf(other -> other.joined().isEmpty());
        return others;
    }

    /** Takes it out. Whether one of this run needs the shim. */
    private boolean isNeeded(ShimLaunch launch, Group group, LeavingTask leaving) {
        known.remove(leaving.bundle());
        group.seeking.remove(leaving.bundle());
        Optional<Path> joined = group.members.remove(leaving.bundle());
        Optional<Path> socket = joined == null ? leaving.socket() : joined;
        socket.ifPresent(path -> remove(leaving.bundle(), path));
        boolean needed = group.members.values().stream().anyMatch(other -> canBeSame(other, socket))
                || socket.map(listening::containsKey).orElse(false);
        if (needed && group.members.isEmpty() && group.ending == null) {
            groups.remove(Key.of(launch));
        }
        return needed;
    }

    /** Whether a task of this run or an earlier one has the shim that listens there, or may be about to join it. */
    boolean isNeeded(ShimLaunch launch, Path socket) {
        return isNeeded(launch, socket, joining -> {});
    }

    /**
     * As above.
     *
     * @param tell tells those that may be about to join it which it is; whether it is needed is decided after that, so one of
     *     them that does not join it has been told
     */
    boolean isNeeded(ShimLaunch launch, Path socket, Consumer<V2Bundle> tell) {
        Set<V2Bundle> told = new HashSet<>();
        while (true) {
            Set<V2Bundle> untold;
            synchronized (this) {
                Set<V2Bundle> joining = joining(launch);
                untold = new HashSet<>(joining);
                untold.removeAll(told);
                if (untold.isEmpty()) {
                    if (!joining.isEmpty() || listening.containsKey(socket)) {
                        return true;
                    }
                    break;
                }
            }
            untold.forEach(tell);
            told.addAll(untold);
        }
        List<V2Bundle> others = new ArrayList<>(earlier.sharing(launch, Optional.of(socket)));
        others.removeIf(other -> other.joined().isEmpty() || !other.socket().equals(Optional.of(socket)));
        return !others.isEmpty();
    }

    private Set<V2Bundle> joining(ShimLaunch launch) {
        Set<V2Bundle> joining = new HashSet<>();
        Group group = groups.get(Key.of(launch));
        if (group != null) {
            group.members.forEach((member, socket) -> {
                if (socket.isEmpty()) {
                    joining.add(member);
                }
            });
        }
        return joining;
    }

    /** Whether two tasks of a group can have the same shim. */
    static boolean canBeSame(Optional<Path> one, Optional<Path> other) {
        return one.isEmpty() || other.isEmpty() || one.equals(other);
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

// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.DeadlineExceededException;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.Posix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The processes of shims of the second generation, known by their arguments: of namespace, id and address, and the last is in
 * the state directory, so they are those of this runtime. A shim that is shared has the id of the task it was started for,
 * also when that is gone and its id is that of another: what tasks with other shims call theirs is not meant.
 */
final class V2Processes {
    /** With which its program is run for a moment, beside the shim. */
    private static final Set<String> COMMANDS = Set.of("start", "delete");

    private final ShimProcesses processes;

    V2Processes(Path proc, Posix posix) {
        this.processes = new ShimProcesses(proc, posix);
    }

    /** The shim that was started for a task, to be closed by the caller. */
    Optional<ShimProcess> shim(ShimLaunch launch) {
        List<ShimProcess> all = all(launch, arguments -> !isCommand(arguments));
        all.stream().skip(1).forEach(ShimProcess::close);
        return all.stream().findFirst();
    }

    /** Who the shim is that was started for a task. */
    Optional<ProcessIdentity> identity(ShimLaunch launch) {
        Optional<ShimProcess> found = shim(launch);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (ShimProcess shim = found.get()) {
            int pid = (int) shim.pid();
            // its arguments again, after that: so the pid has not become another's meanwhile
            return ProcessIdentity.of(pid).filter(who -> processes.has(pid, arguments -> isOf(arguments, launch)));
        }
    }

    /** Whether a shim was started for another task; not, if its arguments do not say. */
    boolean isOfAnother(long pid, ShimLaunch launch) {
        return processes.has(
                (int) pid,
                arguments -> has(arguments, "-id", id -> !id.equals(launch.id().value())));
    }

    /**
     * Kills the program where it is at work for a task.
     *
     * @throws DeadlineExceededException if it is not gone in time
     */
    void endCommands(ShimLaunch launch, Duration timeout) {
        endAll(launch, V2Processes::isCommand, timeout);
    }

    /** As {@link #endCommands}, and the shim that was started for a task, wherever it comes from. */
    void endShims(ShimLaunch launch, Duration timeout) {
        // what was just forked still has the arguments of its parent
        endAll(launch, arguments -> true, timeout);
    }

    /** Until none is left: who is killed may have started another before. */
    private void endAll(ShimLaunch launch, Predicate<List<String>> arguments, Duration timeout) {
        List<ShimProcess> left = all(launch, arguments);
        while (!left.isEmpty()) {
            try {
                left.forEach(ShimProcess::kill);
                for (ShimProcess process : left) {
                    process.end(timeout);
                }
            } finally {
                left.forEach(ShimProcess::close);
            }
            left = all(launch, arguments);
        }
    }

    private List<ShimProcess> all(ShimLaunch launch, Predicate<List<String>> arguments) {
        List<ShimProcess> found = processes.all(line -> isOf(line, launch) && arguments.test(line));
        if (found.isEmpty()) {
            return found;
        }
        try {
            Set<ProcessIdentity> foreign = foreignShims(launch);
            Map<Boolean, List<ShimProcess>> byOwner =
                    found.stream().collect(Collectors.partitioningBy(process -> isForeign(process.pid(), foreign)));
            byOwner.get(true).forEach(ShimProcess::close);
            return byOwner.get(false);
        } catch (RuntimeException e) {
            found.forEach(ShimProcess::close);
            throw e;
        }
    }

    /** The shims that other tasks need and this one does not share. */
    private static Set<ProcessIdentity> foreignShims(ShimLaunch launch) {
        Optional<Path> socket = V2Bundle.of(launch).socket();
        return ShimUse.in(launch.bundle().getParent()).stream()
                .filter(use -> !use.bundle().directory().equals(launch.bundle()) && !use.isSharedBy(launch, socket))
                .map(use -> use.bundle().process())
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    private static boolean isForeign(long pid, Set<ProcessIdentity> foreign) {
        // what such a shim has just forked still has its arguments, too
        Stream<Long> both = Stream.concat(
                Stream.of(pid), ProcessHandle.of(pid).flatMap(ProcessHandle::parent).map(ProcessHandle::pid).stream());
        return !foreign.isEmpty()
                && both.map(Long::intValue)
                        .map(ProcessIdentity::of)
                        .flatMap(Optional::stream)
                        .anyMatch(foreign::contains);
    }

    private static boolean isOf(List<String> arguments, ShimLaunch launch) {
        return has(arguments, "-namespace", launch.namespace().name())
                && has(arguments, "-id", launch.id().value())
                && has(arguments, "-address", V2Command.address(launch));
    }

    private static boolean has(List<String> arguments, String flag, String value) {
        return has(arguments, flag, value::equals);
    }

    private static boolean has(List<String> arguments, String flag, Predicate<String> value) {
        for (int i = 1; i < arguments.size(); i++) {
            // one hyphen or two: to flags of Go they are the same
            boolean named =
                    arguments.get(i - 1).equals(flag) || arguments.get(i - 1).equals("-" + flag);
            if (named && value.test(arguments.get(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isCommand(List<String> arguments) {
        return COMMANDS.contains(arguments.get(arguments.size() - 1));
    }
}

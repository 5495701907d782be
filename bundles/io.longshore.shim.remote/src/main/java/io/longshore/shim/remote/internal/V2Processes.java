// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.DeadlineExceededException;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.Posix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The processes of shims of the second generation, known by their arguments: of namespace, id and address, and the last is in
 * the state directory, so they are those of this runtime. A shim that is shared has the id of the task it was started for.
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
        List<ShimProcess> all = processes.all(arguments -> isOf(arguments, launch) && !isCommand(arguments));
        all.stream().skip(1).forEach(ShimProcess::close);
        return all.stream().findFirst();
    }

    /**
     * Kills the program where it is at work for a task.
     *
     * @throws DeadlineExceededException if it is not gone in time
     */
    void endCommands(ShimLaunch launch, Duration timeout) {
        endAll(arguments -> isOf(arguments, launch) && isCommand(arguments), timeout);
    }

    /** As {@link #endCommands}, and the shim that was started for a task, wherever it comes from. */
    void endShims(ShimLaunch launch, Duration timeout) {
        // what was just forked still has the arguments of its parent
        endAll(arguments -> isOf(arguments, launch), timeout);
    }

    /** Until none is left: who is killed may have started another before. */
    private void endAll(Predicate<List<String>> arguments, Duration timeout) {
        List<ShimProcess> left = processes.all(arguments);
        while (!left.isEmpty()) {
            try {
                left.forEach(ShimProcess::kill);
                for (ShimProcess process : left) {
                    process.end(timeout);
                }
            } finally {
                left.forEach(ShimProcess::close);
            }
            left = processes.all(arguments);
        }
    }

    private static boolean isOf(List<String> arguments, ShimLaunch launch) {
        return has(arguments, "-namespace", launch.namespace().name())
                && has(arguments, "-id", launch.id().value())
                && has(arguments, "-address", V2Command.address(launch));
    }

    private static boolean has(List<String> arguments, String flag, String value) {
        for (int i = 1; i < arguments.size(); i++) {
            // one hyphen or two: to flags of Go they are the same
            boolean named =
                    arguments.get(i - 1).equals(flag) || arguments.get(i - 1).equals("-" + flag);
            if (named && arguments.get(i).equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isCommand(List<String> arguments) {
        return COMMANDS.contains(arguments.get(arguments.size() - 1));
    }
}

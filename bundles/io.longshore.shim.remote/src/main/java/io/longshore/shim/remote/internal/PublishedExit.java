// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.ExecId;
import io.longshore.api.UnavailableException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import io.longshore.api.shim.ShimLaunch;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for an exit in the spool that a shim was started with, and leaves it there. */
final class PublishedExit {
    private static final Logger LOG = LoggerFactory.getLogger(PublishedExit.class);

    private PublishedExit() {}

    /** @param execId null for the first process */
    static Optional<Exit> find(ShimLaunch launch, @Nullable ExecId execId, long pid) {
        return all(launch, execId)
                .filter(exited -> exited.pid() == pid)
                .map(TaskEvent.Exited::exit)
                .findFirst();
    }

    /** Of an added process whose pid is not known. */
    static Optional<TaskEvent.Exited> findLast(ShimLaunch launch, ExecId execId, Instant since) {
        return all(launch, execId)
                .filter(exited -> !exited.exit().at().isBefore(since))
                .max(Comparator.comparing(exited -> exited.exit().at()));
    }

    private static Stream<TaskEvent.Exited> all(ShimLaunch launch, @Nullable ExecId execId) {
        return events(SpoolDirectory.in(launch.stateDirectory())).stream()
                .map(PublishedExit::read)
                .flatMap(Optional::stream)
                .filter(TaskEvent.Exited.class::isInstance)
                .map(TaskEvent.Exited.class::cast)
                .filter(exited -> isOf(exited, launch, execId));
    }

    private static boolean isOf(TaskEvent.Exited exited, ShimLaunch launch, @Nullable ExecId execId) {
        return Objects.equals(exited.execId(), execId)
                && exited.containerId().equals(launch.id())
                && exited.namespace().equals(launch.namespace());
    }

    private static List<Path> events(SpoolDirectory spool) {
        try {
            return spool.events();
        } catch (NoSuchFileException e) {
            // the state directory is volatile
            return List.of();
        } catch (IOException e) {
            throw new UnavailableException("cannot read " + spool.path(), e);
        }
    }

    private static Optional<TaskEvent> read(Path file) {
        try {
            return SpoolFile.read(file);
        } catch (IOException | RuntimeException e) {
            LOG.debug("{} is not the one, whatever it is", file, e);
            return Optional.empty();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exit of a task's first process, for a runtime that was not there to hear of it. Five lines:
 *
 * <pre>
 * 4711                      the process
 * 137                       its status; empty if nobody saw it
 * 2026-11-24T10:00:00.123Z  when
 * EXITED                    the cause
 * one sentence              may be empty
 * </pre>
 */
final class ExitFile {
    private static final String NAME = "exit";
    private static final int LINES = 5;
    private static final Logger LOG = LoggerFactory.getLogger(ExitFile.class);

    private ExitFile() {}

    /** A full disk does not keep anybody from being told, so a failure is only said. */
    static void write(Path bundle, long pid, Exit exit) {
        String text = String.join(
                "\n",
                String.valueOf(pid),
                exit.status() == null ? "" : String.valueOf(exit.status()),
                exit.at().toString(),
                exit.cause().name(),
                exit.detail().replace('\n', ' '),
                "");
        Path whole = bundle.resolve(NAME);
        Path part = bundle.resolve("." + NAME);
        try {
            Files.writeString(part, text);
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("should this process end now, nobody will know of the exit of {}", pid, e);
        }
    }

    /** @throws UnavailableException if it cannot be read */
    static Optional<Exit> read(Path bundle, long pid) {
        Path file = bundle.resolve(NAME);
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() < LINES || !lines.get(0).equals(String.valueOf(pid))) {
                return Optional.empty();
            }
            return Optional.of(new Exit(
                    lines.get(1).isEmpty() ? null : Integer.valueOf(lines.get(1)),
                    Instant.parse(lines.get(2)),
                    Exit.Cause.valueOf(lines.get(3)),
                    lines.get(4)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (DateTimeException | IllegalArgumentException e) {
            LOG.warn("{} is not of ours and is not believed", file, e);
            return Optional.empty();
        } catch (IOException e) {
            throw new UnavailableException("cannot read " + file, e);
        }
    }
}

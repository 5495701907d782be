// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.FailedPreconditionException;
import io.longshore.api.InvalidArgumentException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds programs on the PATH, and then where a system has those for its administrator, which a service's PATH may lack. An
 * entry that is empty or relative means the working directory, where anything may lie: it does not count.
 */
final class Programs {
    private static final Logger LOG = LoggerFactory.getLogger(Programs.class);
    private static final List<String> ALWAYS =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    private final Set<String> directories = new LinkedHashSet<>();

    /** @param path as in the environment */
    Programs(@Nullable String path) {
        if (path != null) {
            for (String entry : List.of(path.split(File.pathSeparator))) {
                if (entry.startsWith("/")) {
                    directories.add(entry);
                }
            }
        }
        directories.addAll(ALWAYS);
    }

    /** What counts of it, for others who look for programs. */
    String path() {
        return String.join(File.pathSeparator, directories);
    }

    /**
     * Finds a program by its name or its absolute path.
     *
     * @param advice what to do if it is not there
     * @throws InvalidArgumentException if it can be neither
     * @throws FailedPreconditionException if it is not there
     */
    Path find(String program, String advice) {
        return found(program, advice)
                .orElseThrow(() -> new FailedPreconditionException(
                        "'" + program + "' was not found, or is not executable: " + advice));
    }

    /** As {@link #find}; empty if it is not there, or can be neither a name nor a path. */
    Optional<Path> look(String program) {
        try {
            return found(program, "");
        } catch (InvalidArgumentException e) {
            LOG.debug("'{}' is no program", program, e);
            return Optional.empty();
        }
    }

    private Optional<Path> found(String program, String advice) {
        return candidates(program, advice).stream().filter(Programs::isProgram).findFirst();
    }

    private List<Path> candidates(String program, String advice) {
        try {
            if (!program.contains("/")) {
                return directories.stream()
                        .map(directory -> Path.of(directory, program))
                        .collect(Collectors.toList());
            }
            if (program.startsWith("/")) {
                return List.of(Path.of(program));
            }
        } catch (InvalidPathException e) {
            throw new InvalidArgumentException("the name of a program cannot be used: " + advice, e);
        }
        throw new InvalidArgumentException(
                "'" + program + "' is neither a name nor an absolute path of a program: " + advice);
    }

    private static boolean isProgram(Path path) {
        return Files.isRegularFile(path) && Files.isExecutable(path);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which processes work in a directory, or have something open in it, and so keep it from being unmounted. */
final class MountHolders {
    private static final int ENOUGH = 5;

    private static final Logger LOG = LoggerFactory.getLogger(MountHolders.class);

    private MountHolders() {}

    /** The first few, as {@code sleep (pid 42)}; those that may be seen from here. */
    static List<String> of(Path directory) {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
            for (Path process : processes) {
                if (found.size() < ENOUGH && holds(process, directory)) {
                    found.add(name(process) + " (pid " + process.getFileName() + ")");
                }
            }
        } catch (IOException e) {
            LOG.debug("cannot see who uses {}", directory, e);
        }
        return found;
    }

    private static boolean holds(Path process, Path directory) {
        if (leadsInto(process.resolve("cwd"), directory) || leadsInto(process.resolve("exe"), directory)) {
            return true;
        }
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (leadsInto(descriptor, directory)) {
                    return true;
                }
            }
        } catch (IOException e) {
            LOG.trace("{} has ended, or may not be looked at", process, e);
        }
        return false;
    }

    private static boolean leadsInto(Path link, Path directory) {
        try {
            return Files.readSymbolicLink(link).startsWith(directory);
        } catch (IOException e) {
            LOG.trace("{} leads nowhere", link, e);
            return false;
        }
    }

    private static String name(Path process) {
        try {
            // the name may have any bytes
            return Files.readString(process.resolve("comm"), StandardCharsets.ISO_8859_1)
                    .strip()
                    .replaceAll("\\p{C}", "?");
        } catch (IOException e) {
            LOG.trace("{} has ended", process, e);
            return "a process";
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A root file system with nothing but a static busybox. */
public final class BusyboxRootfs {
    private static final List<Path> CANDIDATES =
            List.of(Path.of("/bin/busybox"), Path.of("/usr/bin/busybox"), Path.of("/sbin/busybox"));

    private BusyboxRootfs() {}

    /** Makes it in a directory that need not exist. */
    public static Path create(Path directory) throws IOException {
        for (String name : List.of("bin", "dev", "etc", "proc", "sys", "tmp", "run", "root")) {
            Files.createDirectories(directory.resolve(name));
        }
        Path source = CANDIDATES.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "a static busybox is needed: apt-get install busybox-static, or dnf install busybox"));
        Path busybox = directory.resolve("bin/busybox");
        Files.copy(source, busybox);
        for (String applet : List.of(
                "sh",
                "true",
                "false",
                "sleep",
                "echo",
                "cat",
                "grep",
                "kill",
                "id",
                "ps",
                "env",
                "ls",
                "mount",
                "hostname",
                "head",
                "setsid",
                "dd")) {
            Files.createSymbolicLink(directory.resolve("bin").resolve(applet), Path.of("busybox"));
        }
        return directory;
    }
}

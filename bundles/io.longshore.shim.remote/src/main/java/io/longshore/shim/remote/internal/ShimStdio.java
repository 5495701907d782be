// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Stdio;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The streams as shims are told of them.
 *
 * <p>Given a {@code file:} URI for one output it sends both into that file, and closes it when the first of them ends: what
 * comes on the other after that is lost. So it gets the paths of files, which it opens by themselves as long as they are
 * spelt differently, and appends to. Given nothing for one stream but something for another it dies, so that becomes the
 * null device.
 */
final class ShimStdio {
    private static final String FILE = "file://";
    private static final String LOGGER = "binary:";

    private ShimStdio() {}

    /** @throws UnavailableException if a file cannot be made */
    static Stdio of(Stdio stdio) {
        boolean nothing = stdio.stdin().isEmpty()
                && stdio.stdout().isEmpty()
                && stdio.stderr().isEmpty();
        if (nothing || stdio.terminal() || stdio.stdout().startsWith(LOGGER)) {
            return stdio;
        }
        Path stdout = output(stdio.stdout());
        Path stderr = output(stdio.stderr());
        String other = stderr.equals(stdout) ? stderr.getParent() + "/./" + stderr.getFileName() : stderr.toString();
        return new Stdio(stdio.stdin(), stdout.toString(), other, stdio.terminal());
    }

    private static Path output(String target) {
        if (target.isEmpty()) {
            return Path.of("/dev/null");
        }
        return target.startsWith(FILE) ? make(Path.of(target.substring(FILE.length()))) : Path.of(target);
    }

    private static Path make(Path file) {
        try {
            Files.createDirectories(file.getParent());
            if (!Files.exists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            return file;
        } catch (IOException e) {
            throw new UnavailableException("cannot make the file " + file + " for a task's output", e);
        }
    }
}

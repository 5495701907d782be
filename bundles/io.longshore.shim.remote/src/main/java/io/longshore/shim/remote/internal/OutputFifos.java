// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Stdio;
import io.longshore.posix.Fd;
import io.longshore.posix.Posix;
import io.longshore.posix.PosixException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The FIFOs that output goes to, held open while a shim opens them. It would wait for a reader, who may never come; then it
 * has both ends open itself.
 */
final class OutputFifos {
    private static final int TYPE = 0170000;
    private static final int FIFO = 0010000;

    private final Posix posix;

    OutputFifos(Posix posix) {
        this.posix = posix;
    }

    /** @throws UnavailableException if one cannot be opened */
    <T> T hold(Stdio stdio, Supplier<T> action) {
        List<Fd> held = new ArrayList<>();
        try {
            open(stdio.stdout(), held);
            open(stdio.stderr(), held);
            return action.get();
        } finally {
            held.forEach(Fd::close);
        }
    }

    private void open(String output, List<Fd> held) {
        if (output.startsWith("/") && isFifo(Path.of(output))) {
            try {
                held.add(posix.open(Path.of(output), Fd.Access.READ_WRITE));
            } catch (PosixException e) {
                throw new UnavailableException("cannot open the FIFO " + output, e);
            }
        }
    }

    private static boolean isFifo(Path path) {
        try {
            int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            return (mode & TYPE) == FIFO;
        } catch (NoSuchFileException e) {
            // which the shim says in its own words
            return false;
        } catch (IOException e) {
            throw new UnavailableException("cannot look at " + path + ", where output is to go", e);
        }
    }
}

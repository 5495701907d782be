// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.engine;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What could not be ended in order, by force. */
public final class Remains {
    private static final long SECONDS = 30;

    private Remains() {}

    /**
     * Ends it.
     *
     * @param directory whoever has it in the command line, is ours
     * @param runcRoot where runc keeps the containers, if there are any
     */
    public static void end(Path directory, Path runcRoot) throws IOException {
        if (Files.isDirectory(runcRoot)) {
            try (DirectoryStream<Path> containers = Files.newDirectoryStream(runcRoot)) {
                for (Path container : containers) {
                    delete(runcRoot, container.getFileName().toString());
                }
            }
        }
        ProcessHandle.allProcesses()
                .filter(process -> !process.equals(ProcessHandle.current()))
                .filter(process -> process.info().commandLine().orElse("").contains(directory + "/"))
                .forEach(ProcessHandle::destroyForcibly);
    }

    private static void delete(Path runcRoot, String id) throws IOException {
        Process runc = new ProcessBuilder("runc", "--root", runcRoot.toString(), "delete", "--force", id)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Uninterruptibles.getUninterruptibly(runc.onExit(), SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            runc.destroyForcibly();
            throw new IOException("runc does not delete " + id, e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

import io.longshore.api.InvalidArgumentException;
import java.nio.file.Path;

/**
 * Where a process' input comes from and its output goes: empty for nothing, the absolute path of an existing FIFO, or a URI
 * that the shim knows ({@code file:///path} appends the stream to a file, {@code binary:///path} runs a logger).
 *
 * <p>The constructor throws {@link InvalidArgumentException} for a relative path.
 */
public record Stdio(String stdin, String stdout, String stderr, boolean terminal) {
    /** No input, output dropped. */
    public static final Stdio NULL = new Stdio("", "", "", false);

    public Stdio {
        check("stdin", stdin);
        check("stdout", stdout);
        check("stderr", stderr);
    }

    /**
     * No input; output and errors appended to one file, which the shim makes if it is not there. What was written to the one
     * and to the other may change places.
     */
    public static Stdio toFile(Path file) {
        String uri = "file://" + file.toAbsolutePath().normalize();
        return new Stdio("", uri, uri, false);
    }

    private static void check(String stream, String target) {
        if (!target.isEmpty() && !target.startsWith("/") && !target.matches("[a-z]+:///.+")) {
            throw new InvalidArgumentException(
                    stream + " must be empty, an absolute path of a FIFO, or a URI such as file:///var/log/task.log");
        }
    }
}

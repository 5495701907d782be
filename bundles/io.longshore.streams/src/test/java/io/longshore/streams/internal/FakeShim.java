// SPDX-License-Identifier: Apache-2.0
package io.longshore.streams.internal;

import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Stdio;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that opens the FIFOs in the order and the way a shim does, and then runs a script in its place. */
final class FakeShim implements AutoCloseable {
    /** Of an output both ends; of the input, which it can end itself, both too. */
    private static final String OPEN = """
            exec 3>"$OUT" 4<"$OUT"
            [ -z "$ERR" ] || exec 5>"$ERR" 6<"$ERR"
            [ -z "$IN" ] || exec 8<>"$IN" 7<"$IN" 8>&-
            """;

    private final Process process;

    private FakeShim(Process process) {
        this.process = process;
    }

    /** The script writes to 3 and 5, and reads from 7. */
    static FakeShim start(Stdio stdio, String script) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", OPEN + script);
        builder.environment().put("IN", stdio.stdin());
        builder.environment().put("OUT", stdio.stdout());
        builder.environment().put("ERR", stdio.stderr());
        // anything of its own that is left open would keep the test from seeing its end
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.INHERIT);
        return new FakeShim(builder.start());
    }

    CompletableFuture<Exit> exit() {
        return process.onExit().thenApply(ended -> Exit.exited(ended.exitValue(), Instant.now()));
    }

    void awaitEnd() throws Exception {
        process.onExit().get(30, TimeUnit.SECONDS);
    }

    /** Returns when all of it is gone, with what it had open. */
    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(one -> one.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }
}

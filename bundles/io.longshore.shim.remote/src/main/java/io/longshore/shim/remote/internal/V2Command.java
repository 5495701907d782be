// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.UnavailableException;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.Posix;
import io.longshore.protos.shim.v2.DeleteResponse;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the program of a shim: to {@code start} one, which goes on when the program has ended; and to {@code delete} what one has
 * left that is dead.
 */
final class V2Command {
    private static final Logger LOG = LoggerFactory.getLogger(V2Command.class);
    private static final int MOST = 64 << 10;
    private static final int LAST_WORDS = 1000;

    private final Programs programs;
    private final Posix posix;

    V2Command(Programs programs, Posix posix) {
        this.programs = programs;
        this.posix = posix;
    }

    /** Told to the shim as that of containerd. The name of its own socket is made from it, too. */
    static String address(ShimLaunch launch) {
        return EventsServer.socket(launch.stateDirectory()).toString();
    }

    /**
     * @throws io.longshore.api.FailedPreconditionException if it is not installed
     * @throws io.longshore.api.InvalidArgumentException if it is named by a relative path
     */
    Path find(ShimLaunch launch) {
        return programs.find(
                launch.shimBinary(),
                "install the package that brings it (Debian, Ubuntu: apt-get install containerd has"
                        + " containerd-shim-runc-v2), or name another runtime in the container's record");
    }

    /**
     * Starts a shim, or finds that of the task's group.
     *
     * @throws UnavailableException if it fails, with what it said
     * @throws DeadlineExceededException if it does not end in time; it is killed then
     */
    Bootstrap start(ShimLaunch launch, Path program, Duration timeout) {
        List<String> arguments = new ArrayList<>();
        if (launch.debug()) {
            arguments.add("-debug");
        }
        arguments.add("start");
        Path input = file(launch, ".start.in");
        Any options = V2Options.start(launch);
        try {
            Files.write(input, options.getTypeUrl().isEmpty() ? new byte[0] : options.toByteArray());
        } catch (IOException e) {
            throw new UnavailableException("cannot write into the bundle " + launch.bundle(), e);
        }
        run(launch, program, arguments, input.toFile(), timeout);
        return Bootstrap.parse(head(file(launch, ".start.out")));
    }

    /** As {@link #start}. Answers with what became of the container. */
    DeleteResponse delete(ShimLaunch launch, Path program, Duration timeout) {
        List<String> arguments = List.of("-bundle", launch.bundle().toString(), "delete");
        run(launch, program, arguments, new File("/dev/null"), timeout);
        try {
            return DeleteResponse.parseFrom(head(file(launch, ".delete.out")));
        } catch (InvalidProtocolBufferException e) {
            throw new UnavailableException("what " + program + " answered to delete cannot be decoded", e);
        }
    }

    private static Path file(ShimLaunch launch, String name) {
        return launch.bundle().resolve(name);
    }

    /** In a session of its own, with an empty signal mask; its output in files, so that nobody who keeps it open is waited for. */
    private void run(ShimLaunch launch, Path program, List<String> arguments, File input, Duration timeout) {
        String action = arguments.get(arguments.size() - 1);
        Path errors = file(launch, "." + action + ".err");
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(List.of("-namespace", launch.namespace().name()));
        command.addAll(List.of("-id", launch.id().value()));
        command.addAll(List.of("-address", address(launch)));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(launch.bundle().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(input))
                .redirectOutput(file(launch, "." + action + ".out").toFile())
                .redirectError(errors.toFile());
        Map<String, String> environment = builder.environment();
        // our environment may hold secrets, and is none of the shim's business
        environment.clear();
        environment.put("PATH", programs.path());
        environment.put("GOMAXPROCS", "2");
        environment.put("TTRPC_ADDRESS", address(launch));
        environment.put("GRPC_ADDRESS", address(launch));
        environment.put("NAMESPACE", launch.namespace().name());
        environment.put("MAX_SHIM_VERSION", "3");
        Process process;
        try {
            process = posix.start(builder);
        } catch (IOException e) {
            throw new UnavailableException("cannot run " + program, e);
        }
        String what = program.getFileName() + " " + action + " for task " + launch.namespace() + "/" + launch.id();
        int status = await(process, what, timeout);
        if (status != 0) {
            throw new UnavailableException(what + " failed with status " + status + ": " + words(errors));
        }
        String said = words(errors);
        if (!said.isEmpty()) {
            LOG.warn("namespace={} id={}: {} says: {}", launch.namespace(), launch.id(), action, said);
        }
    }

    /** Returns its exit status. */
    private static int await(Process process, String what, Duration timeout) {
        try {
            if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new DeadlineExceededException(what + " did not end in time");
            }
            return process.exitValue();
        } catch (IllegalStateException e) {
            throw new UnavailableException(what + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted during " + what, e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static byte[] head(Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            return content.readNBytes(MOST);
        } catch (IOException e) {
            throw new UnavailableException("cannot read " + file, e);
        }
    }

    /** The end of what it wrote, for a message. */
    private static String words(Path file) {
        try (SeekableByteChannel content = Files.newByteChannel(file)) {
            long from = Math.max(0, content.size() - LAST_WORDS);
            // it can be written on meanwhile
            byte[] end = Channels.newInputStream(content.position(from)).readNBytes(LAST_WORDS);
            String last = Bootstrap.safe(new String(end, StandardCharsets.UTF_8).strip());
            return from == 0 ? last : "… " + last;
        } catch (IOException e) {
            throw new UnavailableException("cannot read " + file, e);
        }
    }
}

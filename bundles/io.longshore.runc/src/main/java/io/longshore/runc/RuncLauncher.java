// SPDX-License-Identifier: Apache-2.0
package io.longshore.runc;

import io.longshore.api.ContainerId;
import io.longshore.api.UnavailableException;
import io.longshore.api.UnknownException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands that leave a process behind: it keeps the streams that the runtime was given, and, when the runtime ends,
 * becomes a child of the nearest sub-reaper. As {@link Runc} otherwise, but the runtime's own errors are read from a log
 * file.
 */
public final class RuncLauncher {
    private static final int LOG_LIMIT = 64 * 1024;

    /**
     * Where a command leaves what it has to say.
     *
     * @param pidFile written by the runtime before the command ends well
     * @param log appended to by the runtime, as JSON
     */
    public record Outcome(Path pidFile, Path log) {}

    private final RuncCommand command;

    /** With the same binary, directory and way to start. */
    public RuncLauncher(Runc runc) {
        this.command = runc.command();
    }

    /**
     * Creates a container, whose process waits for {@link Runc#start}. Returns the process' pid.
     *
     * @param noPivot without {@code pivot_root}, for a root file system in memory
     */
    public long create(
            ContainerId id,
            Path bundle,
            boolean noPivot,
            boolean noNewKeyring,
            ContainerStreams streams,
            Outcome outcome,
            Duration timeout) {
        List<String> arguments = new ArrayList<>(List.of("create", "--bundle", bundle.toString()));
        addIf(noPivot, "--no-pivot", arguments);
        addIf(noNewKeyring, "--no-new-keyring", arguments);
        return launch("create", id, List.of(), arguments, streams, outcome, timeout);
    }

    /** Creates a container from a checkpoint; its process runs at once. Returns its pid. */
    public long restore(
            ContainerId id,
            Path bundle,
            boolean noPivot,
            CriuOptions options,
            ContainerStreams streams,
            Outcome outcome,
            Duration timeout) {
        List<String> arguments =
                new ArrayList<>(List.of("restore", "--detach", "--no-subreaper", "--bundle", bundle.toString()));
        arguments.addAll(options.arguments());
        addIf(noPivot, "--no-pivot", arguments);
        return launch("restore", id, command.criuArguments(), arguments, streams, outcome, timeout);
    }

    /**
     * Runs a further process in a container. Returns its pid.
     *
     * @param process a file with the {@code process} of an OCI specification
     */
    public long exec(ContainerId id, Path process, ContainerStreams streams, Outcome outcome, Duration timeout) {
        return launch(
                "exec",
                id,
                List.of(),
                List.of("exec", "--detach", "--process", process.toString()),
                streams,
                outcome,
                timeout);
    }

    private long launch(
            String verb,
            ContainerId id,
            List<String> global,
            List<String> arguments,
            ContainerStreams streams,
            Outcome outcome,
            Duration timeout) {
        Deadline deadline = Deadline.after(timeout);
        List<String> log = new ArrayList<>(List.of("--log", outcome.log().toString()));
        log.addAll(global);
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("--pid-file", outcome.pidFile().toString()));
        if (streams.consoleSocket() != null) {
            all.addAll(List.of("--console-socket", streams.consoleSocket().toString()));
        }
        all.add(id.value());
        int status = RuncProcess.launch(
                command.what(verb + " " + id), command.starter(), command.line(log, all), streams, deadline);
        if (status != 0) {
            throw command.refused(verb + " " + id, tail(outcome.log()), status);
        }
        return pid(verb + " " + id, outcome.pidFile());
    }

    private long pid(String what, Path pidFile) {
        try {
            return Long.parseLong(Files.readString(pidFile).strip());
        } catch (IOException | NumberFormatException e) {
            throw new UnknownException(command.what(what) + " did not write a pid to " + pidFile, e);
        }
    }

    private static byte[] tail(Path log) {
        if (!Files.exists(log)) {
            return new byte[0];
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long length = file.length();
            byte[] tail = new byte[(int) Math.min(length, LOG_LIMIT)];
            file.seek(length - tail.length);
            file.readFully(tail);
            return tail;
        } catch (IOException e) {
            throw new UnavailableException("cannot read the OCI runtime's log " + log, e);
        }
    }

    private static void addIf(boolean wanted, String argument, List<String> arguments) {
        if (wanted) {
            arguments.add(argument);
        }
    }
}

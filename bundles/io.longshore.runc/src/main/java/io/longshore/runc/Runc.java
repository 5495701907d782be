// SPDX-License-Identifier: Apache-2.0
package io.longshore.runc;

import io.longshore.api.ContainerId;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.UnknownException;
import io.longshore.api.runtime.Signal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An OCI runtime with runc's command line, and one of its state directories.
 *
 * <ul>
 *   <li>Immutable and thread-safe; holds nothing open, so nobody closes it. Making one touches nothing: the binary is
 *       looked for by each call.
 *   <li>Each call starts one process, or a second one to find out why the first refused, and blocks until it has ended.
 *   <li>At the timeout, or when the calling thread is interrupted, the process and its descendants are killed: {@link
 *       io.longshore.api.DeadlineExceededException} or {@link io.longshore.api.CancelledException}, the latter with the
 *       interrupt flag set. The operation may have taken effect.
 *   <li>The runtime may print as much as it likes: the end of its standard error is kept, the rest dropped, and
 *       nothing goes to disk.
 *   <li>Every method throws {@link FailedPreconditionException}, saying what to do, if the binary is missing or cannot be
 *       executed, and {@link UnknownException} with the runtime's own last error if it refuses for a reason not
 *       named below.
 * </ul>
 */
public final class Runc {
    private final RuncCommand command;

    /**
     * @param binary the path of the runtime, or its name on the PATH, usually {@code runc}
     * @param root the runtime's state directory; a shim keeps one for each namespace
     * @param systemdCgroup cgroups were made through systemd
     */
    public Runc(String binary, Path root, boolean systemdCgroup) {
        this(new RuncBinary(binary, System.getenv("PATH")), root, systemdCgroup);
    }

    Runc(RuncBinary binary, Path root, boolean systemdCgroup) {
        this(new RuncCommand(binary, root.toAbsolutePath(), systemdCgroup, "", ProcessStarter.PLAIN));
    }

    private Runc(RuncCommand command) {
        this.command = command;
    }

    /** The same, with checkpoints made and restored by this criu; empty for the one on the PATH. */
    public Runc withCriu(String path) {
        return new Runc(
                new RuncCommand(command.binary(), command.root(), command.systemdCgroup(), path, command.starter()));
    }

    /** The same, with its processes started so. */
    public Runc startedBy(ProcessStarter starter) {
        return new Runc(
                new RuncCommand(command.binary(), command.root(), command.systemdCgroup(), command.criu(), starter));
    }

    RuncCommand command() {
        return command;
    }

    /**
     * The absolute path of the binary as it would be run now; starts no process.
     *
     * @throws FailedPreconditionException if there is none, or this user cannot execute it, saying what to do
     */
    public Path locate() {
        return command.binary().locate();
    }

    /** How the runtime names itself, such as {@code runc version 1.1.5}. */
    public String version(Duration timeout) {
        RuncProcess.Result result =
                command.run("version", List.of(locate().toString(), "--version"), Deadline.after(timeout));
        if (result.status() != 0) {
            throw command.refused("version", result);
        }
        return command.text("version", result)
                .lines()
                .findFirst()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .orElseThrow(() -> new UnknownException(command.binary().name() + " does not tell its version"));
    }

    /** Whether the state directory has a record of a container; starts no process. */
    public boolean knows(ContainerId id) {
        return !command.isAbsent(id);
    }

    /** @throws NotFoundException if there is no such container */
    public RuncState state(ContainerId id, Duration timeout) {
        return state(id, Deadline.after(timeout));
    }

    /**
     * Sends a signal. That it was sent does not mean that the process has ended.
     *
     * @param all to every process of the container instead of the first; then it is no error if none is left
     * @throws NotFoundException if there is no such container, or its process has ended
     */
    public void kill(ContainerId id, Signal signal, boolean all, Duration timeout) {
        Deadline deadline = Deadline.after(timeout);
        List<String> arguments = new ArrayList<>(List.of("kill"));
        if (all) {
            arguments.add("--all");
        }
        arguments.add(id.value());
        arguments.add(String.valueOf(signal.number()));
        RuncProcess.Result result = command.onContainer("kill", id, arguments, deadline);
        if (result.status() != 0) {
            if (statusOf(id, deadline).filter(RuncState.Status.STOPPED::equals).isPresent()) {
                throw new NotFoundException("the process of container " + id + " has ended");
            }
            throw command.refused("kill " + id, result);
        }
    }

    /**
     * Removes a container that has ended or was never started, with its cgroup. Its mounts and bundle directory stay.
     *
     * @param force also from every other state, by SIGKILL; then it is no error if there is no such container
     * @throws NotFoundException if there is no such container
     * @throws FailedPreconditionException if its process runs, or is frozen
     */
    public void delete(ContainerId id, boolean force, Duration timeout) {
        Deadline deadline = Deadline.after(timeout);
        List<String> arguments = force ? List.of("delete", "--force", id.value()) : List.of("delete", id.value());
        RuncProcess.Result result = command.onContainer("delete", id, arguments, deadline);
        if (result.status() != 0) {
            Optional<RuncState.Status> status = force ? Optional.empty() : statusOf(id, deadline);
            if (status.filter(it -> it != RuncState.Status.STOPPED).isPresent()) {
                throw new FailedPreconditionException("container " + id + " is "
                        + status.get().name().toLowerCase(Locale.ROOT) + ": kill it first, or delete it by force");
            }
            throw command.refused("delete " + id, result);
        }
    }

    /** Lets the process of a created container run. */
    public void start(ContainerId id, Duration timeout) {
        command.tell("start", id, List.of("start", id.value()), Deadline.after(timeout));
    }

    /** Freezes all processes of a container. */
    public void pause(ContainerId id, Duration timeout) {
        command.tell("pause", id, List.of("pause", id.value()), Deadline.after(timeout));
    }

    /** Thaws them. */
    public void resume(ContainerId id, Duration timeout) {
        command.tell("resume", id, List.of("resume", id.value()), Deadline.after(timeout));
    }

    /** The pids of all processes of a container, in the host's pid namespace. */
    public List<Long> pids(ContainerId id, Duration timeout) {
        String what = "ps " + id;
        RuncProcess.Result result =
                command.onContainer("ps", id, List.of("ps", "--format", "json", id.value()), Deadline.after(timeout));
        if (result.status() != 0) {
            throw command.refused(what, result);
        }
        return RuncOutput.pids(command.what(what), command.text(what, result));
    }

    /**
     * Changes a container's limits.
     *
     * @param resources the {@code linux.resources} of an OCI specification, as JSON
     * @throws InvalidArgumentException if they have more than 64 KiB
     */
    public void update(ContainerId id, String resources, Duration timeout) {
        byte[] input = resources.getBytes(StandardCharsets.UTF_8);
        if (input.length > RuncProcess.INPUT_LIMIT) {
            throw new InvalidArgumentException("these are not limits of a container, but " + input.length + " bytes");
        }
        RuncProcess.Result result = command.onContainer(
                "update",
                id,
                command.line(List.of("update", "--resources", "-", id.value())),
                input,
                Deadline.after(timeout));
        if (result.status() != 0) {
            throw command.refused("update " + id, result);
        }
    }

    /**
     * Makes a checkpoint.
     *
     * @param leaveRunning the container goes on; else its process ends and the runtime deletes it
     */
    public void checkpoint(ContainerId id, CriuOptions options, boolean leaveRunning, Duration timeout) {
        List<String> arguments = new ArrayList<>(List.of("checkpoint"));
        arguments.addAll(options.arguments());
        if (leaveRunning) {
            arguments.add("--leave-running");
        }
        arguments.add(id.value());
        RuncProcess.Result result = command.onContainer(
                "checkpoint",
                id,
                command.line(command.criuArguments(), arguments),
                new byte[0],
                Deadline.after(timeout));
        if (result.status() != 0) {
            throw command.refused("checkpoint " + id, result);
        }
    }

    private RuncState state(ContainerId id, Deadline deadline) {
        String what = "state " + id;
        RuncProcess.Result result = command.onContainer("state", id, List.of("state", id.value()), deadline);
        if (result.status() != 0) {
            throw command.refused(what, result);
        }
        return RuncOutput.state(command.what(what), command.text(what, result));
    }

    /** For a better error than the runtime's refusal; if this fails, that one is what the caller needs to see. */
    private Optional<RuncState.Status> statusOf(ContainerId id, Deadline deadline) {
        try {
            return Optional.of(state(id, deadline).status());
        } catch (NotFoundException | UnknownException | UnavailableException | DeadlineExceededException e) {
            return Optional.empty();
        }
    }
}

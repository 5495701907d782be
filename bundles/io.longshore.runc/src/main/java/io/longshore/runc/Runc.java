// SPDX-License-Identifier: Apache-2.0
package io.longshore.runc;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import io.longshore.api.ContainerId;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnknownException;
import io.longshore.api.runtime.Signal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    private static final Gson GSON =
            new GsonBuilder().setStrictness(Strictness.STRICT).create();

    private record StateJson(
            @Nullable String id,
            @Nullable String status,
            long pid,
            @Nullable String bundle) {}

    private final RuncBinary binary;
    private final Path root;
    private final boolean systemdCgroup;

    /**
     * @param binary the path of the runtime, or its name on the PATH, usually {@code runc}
     * @param root the runtime's state directory; a shim keeps one for each namespace
     * @param systemdCgroup cgroups were made through systemd
     */
    public Runc(String binary, Path root, boolean systemdCgroup) {
        this(new RuncBinary(binary, System.getenv("PATH")), root, systemdCgroup);
    }

    Runc(RuncBinary binary, Path root, boolean systemdCgroup) {
        this.binary = binary;
        this.root = root.toAbsolutePath();
        this.systemdCgroup = systemdCgroup;
    }

    /**
     * The absolute path of the binary as it would be run now; starts no process.
     *
     * @throws FailedPreconditionException if there is none, or this user cannot execute it, saying what to do
     */
    public Path locate() {
        return binary.locate();
    }

    /** How the runtime names itself, such as {@code runc version 1.1.5}. */
    public String version(Duration timeout) {
        RuncProcess.Result result = run("version", List.of("--version"), Deadline.after(timeout));
        if (result.status() != 0) {
            throw refused("version", result);
        }
        return text("version", result)
                .lines()
                .findFirst()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .orElseThrow(() -> new UnknownException(binary.name() + " does not tell its version"));
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
        RuncProcess.Result result = onContainer("kill", id, arguments, deadline);
        if (result.status() != 0) {
            if (statusOf(id, deadline).filter(RuncState.Status.STOPPED::equals).isPresent()) {
                throw new NotFoundException("the process of container " + id + " has ended");
            }
            throw refused("kill " + id, result);
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
        RuncProcess.Result result = onContainer("delete", id, arguments, deadline);
        if (result.status() != 0) {
            Optional<RuncState.Status> status = force ? Optional.empty() : statusOf(id, deadline);
            if (status.filter(it -> it != RuncState.Status.STOPPED).isPresent()) {
                throw new FailedPreconditionException("container " + id + " is "
                        + status.get().name().toLowerCase(Locale.ROOT) + ": kill it first, or delete it by force");
            }
            throw refused("delete " + id, result);
        }
    }

    /** The ids of all containers of the state directory; not in order, and maybe not all of our grammar. */
    public List<String> list(Duration timeout) {
        RuncProcess.Result result = run("list", withRoot(List.of("list", "--quiet")), Deadline.after(timeout));
        if (result.status() != 0) {
            throw refused("list", result);
        }
        return text("list", result)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private RuncState state(ContainerId id, Deadline deadline) {
        RuncProcess.Result result = onContainer("state", id, List.of("state", id.value()), deadline);
        if (result.status() != 0) {
            throw refused("state " + id, result);
        }
        StateJson json;
        try {
            json = GSON.fromJson(text("state " + id, result), StateJson.class);
        } catch (JsonParseException e) {
            throw new UnknownException(binary.name() + " state " + id + " did not print JSON", e);
        }
        if (json == null || json.id == null || json.status == null || json.bundle == null) {
            throw new UnknownException(binary.name() + " state " + id + " did not print a container's state");
        }
        try {
            RuncState.Status status = RuncState.Status.valueOf(json.status.toUpperCase(Locale.ROOT));
            return new RuncState(json.id, status, json.pid, Path.of(json.bundle));
        } catch (IllegalArgumentException e) {
            throw new UnknownException(binary.name() + " state " + id + " printed a state that is not known here", e);
        }
    }

    /** For a better error than the runtime's refusal; if this fails, that one is what the caller needs to see. */
    private Optional<RuncState.Status> statusOf(ContainerId id, Deadline deadline) {
        try {
            return Optional.of(state(id, deadline).status());
        } catch (NotFoundException | UnknownException | DeadlineExceededException e) {
            return Optional.empty();
        }
    }

    /** Runs a command on a container; a refusal because it does not exist is a NotFoundException. */
    private RuncProcess.Result onContainer(String verb, ContainerId id, List<String> arguments, Deadline deadline) {
        RuncProcess.Result result = run(verb + " " + id, withRoot(arguments), deadline);
        if (result.status() != 0 && isAbsent(id)) {
            throw new NotFoundException("the OCI runtime has no container " + id + " in " + root);
        }
        return result;
    }

    /**
     * runc says the same exit status for every refusal, and tells them apart by text only. It refuses with "does not
     * exist" exactly when its record is not there; so that is looked at. Youki has the same file, crun calls it
     * {@code status}.
     */
    private boolean isAbsent(ContainerId id) {
        Path directory = root.resolve(id.value());
        return Files.notExists(directory.resolve("state.json")) && Files.notExists(directory.resolve("status"));
    }

    private List<String> withRoot(List<String> arguments) {
        List<String> all = new ArrayList<>(List.of("--root", root.toString(), "--log-format", "json"));
        if (systemdCgroup) {
            all.add("--systemd-cgroup");
        }
        all.addAll(arguments);
        return all;
    }

    private RuncProcess.Result run(String what, List<String> arguments, Deadline deadline) {
        List<String> command = new ArrayList<>(List.of(binary.locate().toString()));
        command.addAll(arguments);
        return RuncProcess.run(binary.name() + " " + what, command, deadline);
    }

    private String text(String what, RuncProcess.Result result) {
        if (!result.complete()) {
            throw new UnknownException(binary.name() + " " + what + " printed too much, or left its output open");
        }
        return new String(result.stdout(), StandardCharsets.UTF_8);
    }

    private LongshoreException refused(String what, RuncProcess.Result result) {
        return new UnknownException(
                binary.name() + " " + what + ": " + RuncMessage.of(result.stderr(), result.status()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.containerd;

import com.google.common.util.concurrent.Uninterruptibles;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.longshore.benchmarks.containerd.wire.ProcessState;
import io.longshore.benchmarks.engine.Grounds;
import io.longshore.benchmarks.engine.OwnDirectory;
import io.longshore.benchmarks.engine.Remains;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * The containerd of this machine, as a process of ours with a root, a state and a socket of its own, and without what is for
 * Kubernetes. It works as it is delivered otherwise.
 */
public final class Containerd implements AutoCloseable {
    private static final long UP_SECONDS = 30;
    private static final long STOP_SECONDS = 30;
    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final int SIGKILL = 9;
    /** Where shims of version 1 and 2 have their sockets, whatever the daemon's state directory is. */
    private static final Path SHIM_SOCKETS = Path.of("/run/containerd/s");

    private static final String CONFIGURATION = """
        version = 2
        root = "%1$s/root"
        state = "%1$s/state"
        disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt",
          "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs",
          "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs"]

        [grpc]
          address = "%1$s/c.sock"

        [debug]
          level = "warn"

        [plugins."io.containerd.runtime.v1.linux"]
          runtime_root = "%1$s/runc"
        """;

    private final OwnDirectory directory;
    private final boolean socketsWereThere;
    /** {@link #start} is called before anybody has it. */
    private Process process;

    private UnixChannel connection;
    private ContainerdClient client;

    private Containerd(OwnDirectory directory) {
        this.directory = directory;
        this.socketsWereThere = Files.exists(SHIM_SOCKETS);
    }

    /**
     * Starts it; returns when it answers.
     *
     * @param grounds that remember its directory
     */
    public static Containerd open(Grounds grounds) throws IOException {
        OwnDirectory directory = OwnDirectory.create(grounds);
        Containerd containerd = new Containerd(directory);
        Files.writeString(containerd.configuration(), CONFIGURATION.formatted(directory.path()));
        containerd.start();
        return containerd;
    }

    private Path configuration() {
        return directory.path().resolve("config.toml");
    }

    private Path log() {
        return directory.path().resolve("containerd.log");
    }

    private Path socket() {
        return directory.path().resolve("c.sock");
    }

    public OwnDirectory directory() {
        return directory;
    }

    public ContainerdClient client() {
        return client;
    }

    /** As a service manager would stop it; its tasks go on. */
    public void stop() throws IOException {
        connection.close();
        process.destroy();
        try {
            Uninterruptibles.getUninterruptibly(process.onExit(), STOP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new IOException("containerd does not stop", e);
        }
    }

    /** After {@link #stop}; returns when it has answered, and that was a list with its tasks. */
    public List<ProcessState> start() throws IOException {
        Files.deleteIfExists(socket());
        // not in our process group: a Ctrl-C is for us, who stop it in order
        process = new ProcessBuilder(
                        "setsid", "containerd", "--config", configuration().toString())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(UP_SECONDS);
        while (true) {
            awaitSocket(deadline);
            connection = new UnixChannel(socket(), directory.name());
            client = new ContainerdClient(connection.channel(), directory.path().resolve("runc"));
            try {
                return client.list();
            } catch (StatusRuntimeException e) {
                connection.close();
                // between the appearance of the socket and listening on it
                if (e.getStatus().getCode() != Status.Code.UNAVAILABLE) {
                    throw e;
                }
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
    }

    private void awaitSocket(long deadline) throws IOException {
        while (!Files.exists(socket())) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new IOException("containerd does not come up: " + Files.readString(log()));
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Ends its tasks, in order or else by force, stops it, and removes what it had. */
    @Override
    public void close() throws IOException {
        try {
            endTasks();
        } catch (IOException | StatusRuntimeException e) {
            throw new IOException("containerd cannot end all tasks; they were killed", e);
        } finally {
            stop();
            Remains.endAll(directory.path());
            directory.close();
            if (!socketsWereThere) {
                removeEmpty(SHIM_SOCKETS);
                removeEmpty(SHIM_SOCKETS.getParent());
            }
        }
    }

    private void endTasks() throws IOException {
        for (ProcessState task : client.list()) {
            end(task.getId());
        }
    }

    private static void removeEmpty(Path directory) throws IOException {
        try {
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException e) {
            // somebody else has begun to use it
            return;
        }
    }

    private void end(String id) throws IOException {
        var exited = client.exit(id, "");
        try {
            client.kill(id, SIGKILL);
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() != Status.Code.NOT_FOUND) {
                throw e;
            }
            // it has ended, and was not deleted
        }
        ContainerdClient.await(exited);
        client.delete(id);
    }
}

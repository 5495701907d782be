// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.UnavailableException;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.runtime.RuncCreateOptions;
import io.longshore.api.runtime.Signal;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.Posix;
import io.longshore.runc.ContainerStreams;
import io.longshore.runc.Runc;
import io.longshore.runc.RuncLauncher;
import io.longshore.runc.RuncLauncher.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The OCI runtime's commands about one container. */
final class ContainerCommands {
    private static final String LOG_FILE = "log.json";
    private static final Logger LOG = LoggerFactory.getLogger(ContainerCommands.class);

    private final ContainerId id;
    private final Path bundle;

    /** Apart from the bundle's own files: ids may be {@code config} or {@code init}. */
    private final Path executions;

    private final Path root;
    private final Runc runc;
    private final RuncLauncher launcher;
    private final CriuCommands criu;

    ContainerCommands(ShimLaunch launch, Posix posix) {
        this.id = launch.id();
        this.bundle = launch.bundle();
        this.executions = bundle.resolve("exec");
        RuncOptions options = launch.runc();
        this.root = root(launch);
        this.runc = new Runc(options.runtime(), root, options.systemdCgroup())
                .withCriu(options.criuPath())
                .startedBy(new CleanStart(posix, System.getenv("PATH")));
        this.launcher = new RuncLauncher(runc);
        this.criu = new CriuCommands(launch, runc, launcher);
    }

    /** The OCI runtime's own directory for the container's namespace. */
    static Path root(ShimLaunch launch) {
        return Path.of(launch.runc().runtimeRoot()).resolve(launch.namespace().name());
    }

    /** @throws AlreadyExistsException if the OCI runtime has a container of this id, which is not ours then */
    void requireAbsence() {
        if (runc.knows(id)) {
            throw new AlreadyExistsException("the OCI runtime has a container " + id + " already, in " + root);
        }
    }

    long create(RuncCreateOptions options, ContainerStreams streams, Duration timeout) {
        return launcher.create(
                id, bundle, options.noPivotRoot(), options.noNewKeyring(), streams, ofFirst(bundle), timeout);
    }

    long exec(ExecId execId, String spec, ContainerStreams streams, Duration timeout) {
        Path file = executions.resolve(execId + ".json");
        Outcome outcome = new Outcome(executions.resolve(execId + ".pid"), bundle.resolve(LOG_FILE));
        try {
            Files.createDirectories(executions, mode("rwx------"));
            Files.createFile(file, mode("rw-------"));
        } catch (IOException e) {
            throw new UnavailableException("cannot make " + file, e);
        }
        try {
            Files.writeString(file, spec);
            return launcher.exec(id, file, streams, outcome, timeout);
        } catch (IOException e) {
            throw new UnavailableException("cannot write " + file, e);
        } finally {
            remove(file);
            remove(outcome.pidFile());
        }
    }

    private static FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    /** Where the OCI runtime tells of the first process that it makes, and of why it does not. */
    static Outcome ofFirst(Path bundle) {
        return new Outcome(bundle.resolve("init.pid"), bundle.resolve(LOG_FILE));
    }

    /** Those that need criu. */
    CriuCommands criu() {
        return criu;
    }

    void start(Duration timeout) {
        runc.start(id, timeout);
    }

    void kill(Signal signal, boolean all, Duration timeout) {
        runc.kill(id, signal, all, timeout);
    }

    void pause(Duration timeout) {
        runc.pause(id, timeout);
    }

    void resume(Duration timeout) {
        runc.resume(id, timeout);
    }

    List<Long> pids(Duration timeout) {
        return runc.pids(id, timeout);
    }

    void update(String resources, Duration timeout) {
        runc.update(id, resources, timeout);
    }

    void delete(boolean force, Duration timeout) {
        runc.delete(id, force, timeout);
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} is left behind", file, e);
        }
    }
}

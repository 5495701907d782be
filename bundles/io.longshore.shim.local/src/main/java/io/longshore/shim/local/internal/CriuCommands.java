// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.UnknownException;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.RuncCreateOptions;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.runc.ContainerStreams;
import io.longshore.runc.CriuOptions;
import io.longshore.runc.Runc;
import io.longshore.runc.RuncLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The OCI runtime's commands that make checkpoints of one container, and make it of one. */
final class CriuCommands {
    private static final Logger LOG = LoggerFactory.getLogger(CriuCommands.class);

    private final ShimLaunch launch;
    private final Runc runc;
    private final RuncLauncher launcher;

    CriuCommands(ShimLaunch launch, Runc runc, RuncLauncher launcher) {
        this.launch = launch;
        this.runc = runc;
        this.launcher = launcher;
    }

    /** The checkpoint that a container is created from; empty if from none. */
    static String image(CreateOptions options) {
        String named = options.runc().criuImagePath();
        return named.isEmpty() ? options.checkpoint() : named;
    }

    long restore(CreateOptions options, ContainerStreams streams, Duration timeout) {
        RuncCreateOptions runcOptions = options.runc();
        CriuOptions criu = new CriuOptions(
                Path.of(image(options)),
                runcOptions.criuWorkPath().isEmpty() ? launch.workDirectory() : Path.of(runcOptions.criuWorkPath()),
                runcOptions.openTcp(),
                runcOptions.externalUnixSockets(),
                runcOptions.terminal(),
                runcOptions.fileLocks(),
                runcOptions.emptyNamespaces(),
                runcOptions.cgroupsMode());
        return launcher.restore(
                launch.id(),
                launch.bundle(),
                runcOptions.noPivotRoot(),
                criu,
                streams,
                ContainerCommands.ofFirst(launch.bundle()),
                timeout);
    }

    void checkpoint(Path image, CheckpointOptions options, Duration timeout) {
        boolean ours = options.workPath().isEmpty();
        Path work = ours ? launch.workDirectory().resolve("criu-work") : Path.of(options.workPath());
        CriuOptions criu = new CriuOptions(
                image,
                work,
                options.openTcp(),
                options.externalUnixSockets(),
                options.terminal(),
                options.fileLocks(),
                options.emptyNamespaces(),
                options.cgroupsMode());
        try {
            runc.checkpoint(launch.id(), criu, !options.exit(), timeout);
        } catch (UnknownException e) {
            throw new UnknownException(e.getMessage() + "; criu's own log: " + keepLog(work), e);
        } finally {
            if (ours) {
                removeTree(work);
            }
        }
    }

    private String keepLog(Path work) {
        Path kept = launch.bundle().resolve("criu-dump.log");
        try {
            Files.copy(work.resolve("dump.log"), kept, StandardCopyOption.REPLACE_EXISTING);
            return kept.toString();
        } catch (IOException e) {
            LOG.debug("namespace={} id={}: criu has not logged", launch.namespace(), launch.id(), e);
            return "none";
        }
    }

    private static void removeTree(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            files.forEach(CriuCommands::remove);
        } catch (IOException e) {
            LOG.warn("cannot empty {}", directory, e);
        }
        remove(directory);
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} is left behind", file, e);
        }
    }
}

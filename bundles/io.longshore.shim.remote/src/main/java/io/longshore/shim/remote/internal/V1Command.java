// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.FailedPreconditionException;
import io.longshore.api.UnavailableException;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.Posix;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command line of a {@code containerd-shim}, and starting it. */
final class V1Command {
    /** In the bundle: what the shim itself writes; its last words when it dies. */
    static final String LOG_FILE = "shim.log";

    /**
     * In the work directory: what the shim logs. It would make FIFOs of these names, in which the log could not be read
     * later, and which hold it up once they are full.
     */
    private static final List<String> LOGS = List.of("shim.stdout.log", "shim.stderr.log");

    private static final int LAST_WORDS = 1000;
    private static final int MAX_OOM_SCORE = 1000;
    private static final Logger LOG = LoggerFactory.getLogger(V1Command.class);

    private final Path spool;
    private final Publisher publisher;
    private final Programs programs;
    private final Posix posix;

    V1Command(Path spool, Publisher publisher, Programs programs, Posix posix) {
        this.spool = spool;
        this.publisher = publisher;
        this.programs = programs;
        this.posix = posix;
    }

    static String address(Path socket) {
        return "unix://" + socket;
    }

    /**
     * Starts it, in a session of its own.
     *
     * @throws FailedPreconditionException if it is not installed
     * @throws io.longshore.api.InvalidArgumentException if it is named by a relative path
     */
    Process start(ShimLaunch launch, Path socket) {
        List<String> command = new ArrayList<>();
        command.add(programs.find(
                        launch.shimBinary(),
                        "install it (Debian, Ubuntu: apt-get install containerd) or set 'shim' in"
                                + " etc/io.longshore.runtime.linux.cfg")
                .toString());
        command.addAll(List.of("-namespace", launch.namespace().name()));
        command.addAll(List.of("-workdir", launch.workDirectory().toString()));
        command.addAll(List.of("-address", spool.toString()));
        command.addAll(List.of("-containerd-binary", publisher.program().toString()));
        command.addAll(List.of("-runtime-root", launch.runc().runtimeRoot()));
        command.addAll(List.of("-socket", address(socket)));
        if (!launch.runc().criuPath().isEmpty()) {
            command.addAll(List.of("-criu", launch.runc().criuPath()));
        }
        if (launch.runc().systemdCgroup()) {
            command.add("-systemd-cgroup");
        }
        if (launch.debug()) {
            command.add("-debug");
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(launch.bundle().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(launch.bundle().resolve(LOG_FILE).toFile());
        // our environment may hold secrets, and is none of the shim's business
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", programs.path());
        environment.put("GOMAXPROCS", "2");
        try {
            for (String log : LOGS) {
                makeFile(launch.workDirectory().resolve(log));
            }
            Process process = posix.start(builder);
            preferAsVictim(process.pid());
            joinCgroup(launch.cgroup(), process);
            return process;
        } catch (IOException e) {
            throw new UnavailableException("cannot start " + launch.shimBinary(), e);
        }
    }

    private static void makeFile(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
    }

    /** Under memory pressure the kernel shall take a shim before it takes the JVM that watches all of them. */
    private static void preferAsVictim(long pid) {
        try {
            int own = Integer.parseInt(
                    Files.readString(Path.of("/proc/self/oom_score_adj")).strip());
            Files.writeString(
                    Path.of("/proc", String.valueOf(pid), "oom_score_adj"),
                    String.valueOf(Math.min(own + 1, MAX_OOM_SCORE)));
        } catch (IOException | NumberFormatException e) {
            LOG.debug("cannot set oom_score_adj of {}; it may have ended", pid, e);
        }
    }

    /** In every hierarchy that has controllers; a cgroup that is not there is made. */
    private static void joinCgroup(String cgroup, Process process) {
        if (!cgroup.isEmpty()) {
            try {
                ShimCgroup.join(cgroup, process.pid());
            } catch (RuntimeException e) {
                process.destroyForcibly();
                throw e;
            }
        }
    }

    /** The end of what the shim wrote, for a message; empty if it wrote nothing. */
    static String lastWords(Path bundle) {
        // no channel: this is also called by an interrupted thread
        try (RandomAccessFile log =
                new RandomAccessFile(bundle.resolve(LOG_FILE).toFile(), "r")) {
            long skipped = Math.max(0, log.length() - LAST_WORDS);
            byte[] text = new byte[(int) (log.length() - skipped)];
            log.seek(skipped);
            log.readFully(text);
            return (skipped == 0 ? "" : "… ") + new String(text, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            LOG.debug("nothing of the shim in {} can be read", bundle, e);
            return "";
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.LongshoreException;
import io.longshore.api.UnavailableException;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.Errno;
import io.longshore.posix.Posix;
import io.longshore.posix.PosixException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files about a shim of the second generation in the bundle of each of its tasks:
 *
 * <pre>
 * address            unix:///run/containerd/s/HASH; the shim may write it, too
 * bootstrap.json     the same, and the version; as {@link Bootstrap} draws it
 * shim-binary-path   the program, which is also the one to clean up with
 * log                a FIFO in which it logs
 * shim.pid           a hint for those who look
 * .shim              who it is, as {@link ProcessIdentity} writes it
 * .left.PID.START    as .shim, and where that listens, as {@link LeftShim} draws it: each shim that this task may have, of one that
 *                    has left before this task knew which it is; or found by its arguments. So it is known to the last of them,
 *                    whatever goes wrong meanwhile
 * .joined            an equals sign and the group of tasks that share it, if any; as long as the task needs it
 * .start.in .start.out .start.err .delete.out .delete.err   of the program
 * </pre>
 */
record V2Bundle(Path directory) {
    private static final Logger LOG = LoggerFactory.getLogger(V2Bundle.class);
    private static final String JOINED = ".joined";
    private static final String PROGRAM = "shim-binary-path";
    private static final String BOOTSTRAP = "bootstrap.json";
    private static final String ADDRESS = "address";
    private static final int LOG_MODE = 0700;

    static V2Bundle of(ShimLaunch launch) {
        return new V2Bundle(launch.bundle());
    }

    Path log() {
        return directory.resolve("log");
    }

    private Path identity() {
        return directory.resolve(".shim");
    }

    boolean exists() {
        return Files.isDirectory(directory);
    }

    /** What must be there before anything is started. */
    void prepare(String group, Path program, Posix posix) {
        try {
            replace(JOINED, "=" + group);
            replace(PROGRAM, program.toString());
            posix.mkfifo(log(), LOG_MODE);
        } catch (PosixException e) {
            if (e.errno() != Errno.EEXIST) {
                throw new UnavailableException("cannot make the FIFO " + log(), e);
            }
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    void write(Bootstrap bootstrap) {
        try {
            replace(BOOTSTRAP, bootstrap.toJson());
            replace(ADDRESS, bootstrap.address());
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    void write(ProcessIdentity process) {
        try {
            process.write(identity());
            replace("shim.pid", String.valueOf(process.pid()));
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    private UnavailableException cannotWrite(IOException e) {
        return new UnavailableException("cannot write into the bundle " + directory, e);
    }

    private void replace(String name, String content) throws IOException {
        Path temporary = directory.resolve(".new." + name);
        Files.writeString(temporary, content);
        Files.move(
                temporary,
                directory.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** Empty if its shim was not started, or has not said. */
    Optional<Bootstrap> bootstrap() {
        return read(BOOTSTRAP).or(() -> read(ADDRESS)).map(Bootstrap::parse);
    }

    /** Where its shim listens; empty if that is not known. */
    Optional<Path> socket() {
        try {
            return bootstrap().map(Bootstrap::socket);
        } catch (LongshoreException e) {
            LOG.debug("{} does not say where its shim listens", directory, e);
            return Optional.empty();
        }
    }

    /** Empty if it is not known, or the bundle is not there. */
    Optional<ProcessIdentity> process() {
        return ProcessIdentity.read(identity());
    }

    /**
     * Which shim the task may have or join, says one that shares it and leaves. Does nothing if the bundle is not there any more;
     * and what the disk cannot take is no reason not to end what is to be ended.
     */
    void inherit(LeftShim left) {
        try {
            replace(left.fileName(), left.text());
        } catch (NoSuchFileException e) {
            LOG.debug("{} was removed meanwhile", directory, e);
        } catch (IOException e) {
            LOG.warn(
                    "cannot note in {} which its shim is, {}: should its start fail, that stays",
                    directory,
                    left.process(),
                    e);
        }
    }

    /** What {@link #inherit} was told. */
    List<LeftShim> inherited() {
        return LeftShim.in(directory);
    }

    /** What {@link #inherit} was told is dealt with. */
    void disinherit(LeftShim left) {
        try {
            Files.deleteIfExists(directory.resolve(left.fileName()));
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    /** The shim it has, as it was found out; or else those that it may have, as others have said that have left meanwhile. */
    List<LeftShim> shims() {
        Optional<Path> socket = socket();
        Optional<ProcessIdentity> process = process();
        if (process.isPresent() && socket.isPresent()) {
            return List.of(new LeftShim(process.get(), socket.get()));
        }
        return inherited().stream()
                .filter(left -> ShimGroups.canBeSame(Optional.of(left.socket()), socket))
                .toList();
    }

    /** The group of a task that needs its shim, "" for none; empty if it does not need it any more, or the bundle is not there. */
    Optional<String> joined() {
        return read(JOINED).map(content -> text(content).substring(1));
    }

    /** The task does not need its shim any more. Again does nothing. */
    void leave() {
        try {
            Files.deleteIfExists(directory.resolve(JOINED));
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    Optional<Path> program() {
        return read(PROGRAM).map(V2Bundle::text).map(Path::of);
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }

    private Optional<byte[]> read(String name) {
        try {
            return Optional.of(Files.readAllBytes(directory.resolve(name))).filter(content -> content.length > 0);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UnavailableException("cannot read " + name + " in the bundle " + directory, e);
        }
    }
}

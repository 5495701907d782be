// SPDX-License-Identifier: Apache-2.0
package io.longshore.streams.internal;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.streams.StreamOptions;
import io.longshore.api.streams.TaskIo;
import io.longshore.api.streams.TaskStreams;
import io.longshore.posix.Posix;
import io.longshore.posix.PosixException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which streams are open. Its lock is held over calls of the file system, which is one in memory and never waits, since
 * directories shared by several processes come and go; not over anything of a stream.
 */
public final class FifoStreams implements TaskStreams, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FifoStreams.class);

    private final Posix posix;

    // guarded by this
    private final FifoDirectory directory;

    // guarded by this
    private final Map<ProcessKey, FifoTaskIo> attached = new HashMap<>();

    // guarded by this
    private boolean closed;

    private FifoStreams(Posix posix, FifoDirectory directory) {
        this.posix = posix;
        this.directory = directory;
    }

    /** Makes the directory, and removes what was made in it a day ago or earlier and nobody uses. */
    public static FifoStreams open(Posix posix, Path root) {
        return open(posix, root, Clock.systemUTC());
    }

    static FifoStreams open(Posix posix, Path root, Clock clock) {
        try {
            FifoDirectory directory = new FifoDirectory(posix, root, clock);
            directory.leftovers().forEach(process -> removeForgotten(directory, process));
            return new FifoStreams(posix, directory);
        } catch (IOException | PosixException e) {
            throw new UnavailableException("cannot use " + root + " for streams", e);
        }
    }

    /** What cannot be removed must not keep everybody from their streams. */
    private static void removeForgotten(FifoDirectory directory, Path process) {
        try {
            if (directory.removeForgotten(process)) {
                LOG.info("removed the streams of an earlier run: {}", process);
            }
        } catch (IOException | PosixException e) {
            LOG.warn("the streams of an earlier run are left: {}", process, e);
        }
    }

    @Override
    public TaskIo open(Namespace namespace, ContainerId id, @Nullable ExecId exec, StreamOptions options) {
        return attach(new ProcessKey(namespace, id, exec), options, this::openAnew);
    }

    @Override
    public TaskIo reattach(Namespace namespace, ContainerId id, @Nullable ExecId exec, StreamOptions options) {
        return attach(new ProcessKey(namespace, id, exec), options, this::openAgain);
    }

    private interface Opening {
        FifoTaskIo open(ProcessKey key, StreamOptions options) throws IOException;
    }

    private synchronized TaskIo attach(ProcessKey key, StreamOptions options, Opening opening) {
        if (closed) {
            throw new UnavailableException(key + ": streams are not available now, the service has stopped");
        }
        if (attached.containsKey(key)) {
            throw new AlreadyExistsException(key + ": its streams are open already; close or detach them first");
        }
        try {
            FifoTaskIo io = opening.open(key, options);
            attached.put(key, io);
            return io;
        } catch (IOException | PosixException e) {
            throw new UnavailableException(key + ": cannot open its streams", e);
        }
    }

    private FifoTaskIo openAnew(ProcessKey key, StreamOptions options) throws IOException {
        if (directory.isUsed(key)) {
            throw new AlreadyExistsException(key + ": a shim uses its streams; attach to them again instead");
        }
        // left by a detached one whose process has ended
        directory.remove(key);
        boolean opened = false;
        try {
            ProcessFifos fifos = directory.create(key, options.stdin(), options.terminal());
            FifoTaskIo io = FifoTaskIo.open(posix, key, fifos, options, this);
            opened = true;
            return io;
        } finally {
            if (!opened) {
                directory.remove(key);
            }
        }
    }

    private FifoTaskIo openAgain(ProcessKey key, StreamOptions options) {
        ProcessFifos found = directory.find(key);
        if (found == null) {
            throw new NotFoundException(key + ": there are no streams to attach to");
        }
        return FifoTaskIo.open(posix, key, found, options, this);
    }

    /** Leaves the FIFOs to be attached to. */
    synchronized void detached(ProcessKey key) {
        attached.remove(key);
    }

    /** Removes the FIFOs. */
    synchronized void closed(ProcessKey key) {
        attached.remove(key);
        try {
            directory.remove(key);
        } catch (IOException e) {
            LOG.warn("{}: its streams are closed, but not all is removed; a start in a day or later does it", key, e);
        }
    }

    @Override
    public void close() {
        List<FifoTaskIo> open;
        synchronized (this) {
            closed = true;
            open = List.copyOf(attached.values());
        }
        open.forEach(TaskIo::detach);
    }
}

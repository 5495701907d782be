// SPDX-License-Identifier: Apache-2.0
package io.longshore.streams.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import io.longshore.api.UnavailableException;
import io.longshore.api.streams.StreamOptions;
import io.longshore.api.streams.TaskIo;
import io.longshore.api.streams.TaskStreams;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Streams whose directory may not be there yet, as below a {@code /run} that is read-only: who asks for one has it tried again. */
final class LateStreams implements TaskStreams, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LateStreams.class);

    private final Supplier<FifoStreams> opener;

    // guarded by this
    private @Nullable FifoStreams streams;

    // guarded by this
    private boolean closed;

    LateStreams(Supplier<FifoStreams> opener) {
        this.opener = opener;
    }

    /** Opens them now, if that can be. */
    void begin() {
        try {
            streams();
        } catch (UnavailableException e) {
            LOG.warn("there are no streams yet, which is tried again when one is asked for: {}", e.getMessage());
            LOG.debug("why there are none", e);
        }
    }

    private synchronized FifoStreams streams() {
        if (closed) {
            throw new UnavailableException("streams are not available now, the service has stopped");
        }
        FifoStreams open = streams == null ? opener.get() : streams;
        streams = open;
        return open;
    }

    @Override
    public TaskIo open(Namespace namespace, ContainerId id, @Nullable ExecId exec, StreamOptions options) {
        return streams().open(namespace, id, exec, options);
    }

    @Override
    public TaskIo reattach(Namespace namespace, ContainerId id, @Nullable ExecId exec, StreamOptions options) {
        return streams().reattach(namespace, id, exec, options);
    }

    @Override
    public void close() {
        FifoStreams open;
        synchronized (this) {
            closed = true;
            open = streams;
        }
        if (open != null) {
            open.close();
        }
    }
}

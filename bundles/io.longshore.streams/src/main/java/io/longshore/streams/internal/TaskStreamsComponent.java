// SPDX-License-Identifier: Apache-2.0
package io.longshore.streams.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import io.longshore.api.streams.StreamOptions;
import io.longshore.api.streams.TaskIo;
import io.longshore.api.streams.TaskStreams;
import io.longshore.posix.Posix;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Wires the streams; immediate, so that leftovers are removed even if nobody asks for streams. */
@Component(configurationPid = "io.longshore.streams", service = TaskStreams.class, immediate = true)
@Designate(ocd = StreamsConfig.class)
public final class TaskStreamsComponent implements TaskStreams {
    private final LateStreams streams;

    @Activate
    public TaskStreamsComponent(BundleContext context, StreamsConfig config, @Reference Posix posix) {
        Path directory = directory(config.directory(), context.getProperty("karaf.name"));
        streams = new LateStreams(() -> FifoStreams.open(posix, directory));
        streams.begin();
    }

    static Path directory(String configured, @Nullable String instance) {
        if (configured.isBlank()) {
            String name = instance == null || instance.isBlank() ? "default" : instance;
            return Path.of("/run/longshore", name, ".io");
        }
        Path directory = Path.of(configured.strip()).normalize();
        if (!directory.isAbsolute()) {
            throw new InvalidArgumentException("'directory' must be an absolute path, not " + directory);
        }
        return directory;
    }

    @Deactivate
    void deactivate() {
        streams.close();
    }

    @Override
    public TaskIo open(Namespace namespace, ContainerId id, @Nullable ExecId exec, StreamOptions options) {
        return streams.open(namespace, id, exec, options);
    }

    @Override
    public TaskIo reattach(Namespace namespace, ContainerId id, @Nullable ExecId exec, StreamOptions options) {
        return streams.reattach(namespace, id, exec, options);
    }
}

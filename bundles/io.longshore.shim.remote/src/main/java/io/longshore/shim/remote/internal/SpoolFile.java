// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import io.longshore.api.UnavailableException;
import io.longshore.api.events.TaskEvent;
import io.longshore.protos.events.TaskExit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event in the spool:
 *
 * <pre>
 * topic      up to the first line feed, such as /tasks/exit
 * namespace  up to the second
 * event      the rest: a protobuf Any, its type URL the bare name
 * </pre>
 */
final class SpoolFile {
    /** An event has about a hundred. */
    private static final long MAX_BYTES = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(SpoolFile.class);

    private SpoolFile() {}

    /**
     * As {@link #parse}, of a file.
     *
     * @throws InvalidArgumentException also if it is something that must not be opened, such as a FIFO, or is far too large
     */
    static Optional<TaskEvent> read(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile() || attributes.size() > MAX_BYTES) {
            throw new InvalidArgumentException("it is not a file, or has " + attributes.size() + " bytes");
        }
        return parse(Files.readAllBytes(file));
    }

    /**
     * Empty for an event of a kind that shims of the first generation do not send.
     *
     * @throws InvalidArgumentException if it is not in this form
     */
    static Optional<TaskEvent> parse(byte[] content) {
        int topicEnd = lineEnd(content, 0);
        int namespaceEnd = lineEnd(content, topicEnd + 1);
        Namespace namespace = new Namespace(text(content, topicEnd + 1, namespaceEnd));
        try {
            Any any = Any.parseFrom(Arrays.copyOfRange(content, namespaceEnd + 1, content.length));
            return switch (any.getTypeUrl()) {
                case "containerd.events.TaskExit" ->
                    Optional.of(WireEvents.exited(namespace, TaskExit.parseFrom(any.getValue())));
                default -> {
                    LOG.debug("ignoring the event {} of a shim", text(content, 0, topicEnd));
                    yield Optional.empty();
                }
            };
        } catch (InvalidProtocolBufferException | UnavailableException e) {
            throw new InvalidArgumentException("the event cannot be decoded", e);
        }
    }

    private static int lineEnd(byte[] content, int from) {
        for (int i = from; i < content.length; i++) {
            if (content[i] == '\n') {
                return i;
            }
        }
        throw new InvalidArgumentException("the event has no header");
    }

    private static String text(byte[] content, int from, int to) {
        return new String(content, from, to - from, StandardCharsets.UTF_8);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import com.google.protobuf.InvalidProtocolBufferException;
import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import io.longshore.api.UnavailableException;
import io.longshore.api.events.TaskEvent;
import io.longshore.protos.events.TaskExit;
import io.longshore.protos.events.TaskOOM;
import io.longshore.protos.events.ttrpc.Envelope;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The events that shims publish and that are used here. The others are about what was called from here, and told already. */
final class WireEvents {
    private static final Logger LOG = LoggerFactory.getLogger(WireEvents.class);
    private static final Pattern TOPIC = Pattern.compile("(?:/[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*)+");
    private static final int LONGEST_TOPIC = 256;

    private WireEvents() {}

    /**
     * Empty for an event of another kind.
     *
     * @throws InvalidArgumentException if it is not as an event has to be
     */
    static Optional<TaskEvent> read(Envelope envelope) {
        if (!envelope.hasTimestamp()) {
            throw new InvalidArgumentException("the event has no time");
        }
        String topic = envelope.getTopic();
        if (topic.length() > LONGEST_TOPIC || !TOPIC.matcher(topic).matches()) {
            throw new InvalidArgumentException("the event has no valid topic");
        }
        Namespace namespace = new Namespace(envelope.getNamespace());
        try {
            return switch (envelope.getEvent().getTypeUrl()) {
                case "containerd.events.TaskExit" ->
                    Optional.of(about(
                            topic,
                            exited(
                                    namespace,
                                    TaskExit.parseFrom(envelope.getEvent().getValue()))));
                case "containerd.events.TaskOOM" ->
                    Optional.of(about(
                            topic,
                            new TaskEvent.OutOfMemory(
                                    namespace,
                                    new ContainerId(TaskOOM.parseFrom(
                                                    envelope.getEvent().getValue())
                                            .getContainerId()))));
                default -> {
                    LOG.debug("ignoring the event {} of a shim", topic);
                    yield Optional.empty();
                }
            };
        } catch (InvalidProtocolBufferException | UnavailableException e) {
            throw new InvalidArgumentException("the event cannot be decoded", e);
        }
    }

    private static TaskEvent about(String topic, TaskEvent event) {
        if (!event.topic().equals(topic)) {
            throw new InvalidArgumentException("the event is of another kind than its topic says");
        }
        return event;
    }

    /** @throws UnavailableException if its time is none */
    static TaskEvent exited(Namespace namespace, TaskExit exit) {
        ContainerId container = new ContainerId(exit.getContainerId());
        return new TaskEvent.Exited(
                namespace,
                container,
                exit.getId().equals(container.value()) ? null : new ExecId(exit.getId()),
                Integer.toUnsignedLong(exit.getPid()),
                new ShimExit(exit.getExitStatus(), exit.getExitedAt()).toExit());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import io.longshore.api.events.ContainerEvent;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.events.NamespaceEvent;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.Stdio;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The payloads of the journal, drawn in the package comment. Each type of event has one line here, with its number for ever;
 * {@code EventCodecTest} fails if one is forgotten.
 */
final class EventCodec {
    static final int ENCODING = 1;

    private static final List<Kind<?>> KINDS = List.of(
            new Kind<>(1, TaskEvent.Created.class, EventCodec::write, EventCodec::readTaskCreated),
            new Kind<>(2, TaskEvent.Started.class, EventCodec::write, EventCodec::readTaskStarted),
            new Kind<>(3, TaskEvent.Exited.class, EventCodec::write, EventCodec::readTaskExited),
            new Kind<>(4, TaskEvent.OutOfMemory.class, EventCodec::write, EventCodec::readTaskOutOfMemory),
            new Kind<>(5, TaskEvent.Deleted.class, EventCodec::write, EventCodec::readTaskDeleted),
            new Kind<>(6, TaskEvent.ExecAdded.class, EventCodec::write, EventCodec::readExecAdded),
            new Kind<>(7, TaskEvent.ExecStarted.class, EventCodec::write, EventCodec::readExecStarted),
            new Kind<>(
                    8,
                    TaskEvent.Paused.class,
                    (out, event) -> out.text(event.containerId().value()),
                    (in, namespace) -> new TaskEvent.Paused(namespace, new ContainerId(in.text()))),
            new Kind<>(
                    9,
                    TaskEvent.Resumed.class,
                    (out, event) -> out.text(event.containerId().value()),
                    (in, namespace) -> new TaskEvent.Resumed(namespace, new ContainerId(in.text()))),
            new Kind<>(10, TaskEvent.Checkpointed.class, EventCodec::write, EventCodec::readCheckpointed),
            new Kind<>(20, ContainerEvent.Created.class, EventCodec::write, EventCodec::readContainerCreated),
            new Kind<>(21, ContainerEvent.Updated.class, EventCodec::write, EventCodec::readContainerUpdated),
            new Kind<>(22, ContainerEvent.Deleted.class, EventCodec::write, EventCodec::readContainerDeleted),
            new Kind<>(
                    30,
                    NamespaceEvent.Created.class,
                    (out, event) -> out.map(event.labels()),
                    (in, namespace) -> new NamespaceEvent.Created(namespace, in.map())),
            new Kind<>(
                    31,
                    NamespaceEvent.Updated.class,
                    (out, event) -> out.map(event.labels()),
                    (in, namespace) -> new NamespaceEvent.Updated(namespace, in.map())),
            new Kind<>(
                    32,
                    NamespaceEvent.Deleted.class,
                    (out, event) -> {},
                    (in, namespace) -> new NamespaceEvent.Deleted(namespace)));
    private static final Map<Class<?>, Kind<?>> BY_TYPE =
            KINDS.stream().collect(Collectors.toUnmodifiableMap(Kind::type, Function.identity()));
    private static final Map<Integer, Kind<?>> BY_CODE =
            KINDS.stream().collect(Collectors.toUnmodifiableMap(Kind::code, Function.identity()));

    private EventCodec() {}

    static void encode(LongshoreEvent event, ByteSink out) {
        Kind<?> kind = BY_TYPE.get(event.getClass());
        if (kind == null) {
            throw new IllegalStateException(
                    "no encoding for " + event.getClass().getName());
        }
        out.u8(ENCODING).u16(kind.code());
        kind.encode(event, out);
    }

    /**
     * Reads a payload.
     *
     * @return null if it is of a newer encoding or of an unknown type
     * @throws RuntimeException if its fields cannot be read
     */
    static @Nullable LongshoreEvent decode(byte[] bytes, int offset, int length) {
        ByteSource in = new ByteSource(bytes, offset, length);
        if (in.u8() > ENCODING) {
            return null;
        }
        Kind<?> kind = BY_CODE.get(in.u16());
        return kind == null ? null : kind.read().read(in, new Namespace(in.text()));
    }

    /** The type that a payload says it is, for messages; negative if it does not even say that. */
    static int type(byte[] bytes, int offset, int length) {
        if (length < 3) {
            return -1;
        }
        ByteSource in = new ByteSource(bytes, offset + 1, 2);
        return in.u16();
    }

    private static void write(ByteSink out, TaskEvent.Created event) {
        out.text(event.containerId().value())
                .text(event.bundle())
                .list(event.rootfs(), FieldCodec::mount)
                .u64(event.pid());
        FieldCodec.stdio(out, event.stdio());
        out.text(event.checkpoint());
    }

    private static TaskEvent.Created readTaskCreated(ByteSource in, Namespace namespace) {
        ContainerId containerId = new ContainerId(in.text());
        String bundle = in.text();
        List<Mount> rootfs = in.list(FieldCodec::mount);
        long pid = in.u64();
        Stdio stdio = FieldCodec.stdio(in);
        String checkpoint = in.appended(ByteSource::text, "");
        return new TaskEvent.Created(namespace, containerId, bundle, rootfs, stdio, checkpoint, pid);
    }

    private static void write(ByteSink out, TaskEvent.Started event) {
        out.text(event.containerId().value()).u64(event.pid());
    }

    private static TaskEvent.Started readTaskStarted(ByteSource in, Namespace namespace) {
        return new TaskEvent.Started(namespace, new ContainerId(in.text()), in.u64());
    }

    private static void write(ByteSink out, TaskEvent.Exited event) {
        out.text(event.containerId().value())
                .optional(event.execId(), (sink, id) -> sink.text(id.value()))
                .u64(event.pid());
        FieldCodec.exit(out, event.exit());
    }

    private static TaskEvent.Exited readTaskExited(ByteSource in, Namespace namespace) {
        ContainerId containerId = new ContainerId(in.text());
        ExecId execId = in.optional(source -> new ExecId(source.text()));
        return new TaskEvent.Exited(namespace, containerId, execId, in.u64(), FieldCodec.exit(in));
    }

    private static void write(ByteSink out, TaskEvent.OutOfMemory event) {
        out.text(event.containerId().value());
    }

    private static TaskEvent.OutOfMemory readTaskOutOfMemory(ByteSource in, Namespace namespace) {
        return new TaskEvent.OutOfMemory(namespace, new ContainerId(in.text()));
    }

    private static void write(ByteSink out, TaskEvent.ExecAdded event) {
        out.text(event.containerId().value()).text(event.execId().value());
    }

    private static TaskEvent.ExecAdded readExecAdded(ByteSource in, Namespace namespace) {
        return new TaskEvent.ExecAdded(namespace, new ContainerId(in.text()), new ExecId(in.text()));
    }

    private static void write(ByteSink out, TaskEvent.ExecStarted event) {
        out.text(event.containerId().value()).text(event.execId().value()).u64(event.pid());
    }

    private static TaskEvent.ExecStarted readExecStarted(ByteSource in, Namespace namespace) {
        return new TaskEvent.ExecStarted(namespace, new ContainerId(in.text()), new ExecId(in.text()), in.u64());
    }

    private static void write(ByteSink out, TaskEvent.Checkpointed event) {
        out.text(event.containerId().value()).text(event.checkpoint());
    }

    private static TaskEvent.Checkpointed readCheckpointed(ByteSource in, Namespace namespace) {
        return new TaskEvent.Checkpointed(namespace, new ContainerId(in.text()), in.text());
    }

    private static void write(ByteSink out, TaskEvent.Deleted event) {
        out.text(event.containerId().value()).u64(event.pid());
        FieldCodec.exit(out, event.exit());
    }

    private static TaskEvent.Deleted readTaskDeleted(ByteSource in, Namespace namespace) {
        return new TaskEvent.Deleted(namespace, new ContainerId(in.text()), in.u64(), FieldCodec.exit(in));
    }

    private static void write(ByteSink out, ContainerEvent.Created event) {
        out.text(event.containerId().value()).text(event.image());
        FieldCodec.runtime(out, event.runtime());
    }

    private static ContainerEvent.Created readContainerCreated(ByteSource in, Namespace namespace) {
        return new ContainerEvent.Created(namespace, new ContainerId(in.text()), in.text(), FieldCodec.runtime(in));
    }

    private static void write(ByteSink out, ContainerEvent.Updated event) {
        out.text(event.containerId().value())
                .text(event.image())
                .map(event.labels())
                .text(event.snapshotKey());
    }

    private static ContainerEvent.Updated readContainerUpdated(ByteSource in, Namespace namespace) {
        return new ContainerEvent.Updated(namespace, new ContainerId(in.text()), in.text(), in.map(), in.text());
    }

    private static void write(ByteSink out, ContainerEvent.Deleted event) {
        out.text(event.containerId().value());
    }

    private static ContainerEvent.Deleted readContainerDeleted(ByteSource in, Namespace namespace) {
        return new ContainerEvent.Deleted(namespace, new ContainerId(in.text()));
    }

    /** Reads the fields that follow the namespace. */
    @FunctionalInterface
    private interface Reader<T> {
        T read(ByteSource in, Namespace namespace);
    }

    private record Kind<T extends LongshoreEvent>(
            int code, Class<T> type, BiConsumer<ByteSink, T> write, Reader<T> read) {
        void encode(LongshoreEvent event, ByteSink out) {
            out.text(event.namespace().name());
            write.accept(out, type.cast(event));
        }
    }
}

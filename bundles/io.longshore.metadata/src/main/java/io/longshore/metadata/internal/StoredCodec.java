// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.LongshoreException;
import io.longshore.api.Namespace;
import io.longshore.api.TypedPayload;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.RuntimeInfo;
import java.nio.BufferUnderflowException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Records and marks to frames and back, in the layout of the package comment. The same record gives the same bytes. */
final class StoredCodec {
    private StoredCodec() {}

    static byte[] frame(Stored stored) {
        if (stored instanceof Stored.OfContainer container) {
            return Frame.of(container(container));
        }
        if (stored instanceof Stored.OfNamespace namespace) {
            return Frame.of(new BodyWriter()
                    .byteValue('N')
                    .longValue(namespace.revision())
                    .string(namespace.namespace().name())
                    .strings(namespace.labels())
                    .done());
        }
        ContainerId id = stored.key().id();
        return Frame.of(new BodyWriter()
                .byteValue('R')
                .longValue(stored.revision())
                .string(stored.key().namespace().name())
                .string(id == null ? "" : id.value())
                .done());
    }

    static byte[] frame(Mark mark) {
        return Frame.of(new BodyWriter()
                .byteValue('M')
                .intValue(mark.schema())
                .longValue(mark.revision())
                .longValue(mark.count())
                .longValue(mark.digest())
                .done());
    }

    /** The mark, or null if the body is something else. */
    static @Nullable Mark mark(byte[] body) {
        if (body.length == 0 || body[0] != 'M') {
            return null;
        }
        try {
            BodyReader in = new BodyReader(body);
            in.byteValue();
            return new Mark(in.intValue(), in.longValue(), in.longValue(), in.longValue());
        } catch (BufferUnderflowException e) {
            return null;
        }
    }

    /** The record, or null if the body is something else or cannot be a record. */
    static @Nullable Stored stored(byte[] body) {
        try {
            BodyReader in = new BodyReader(body);
            return switch (in.byteValue()) {
                case 'C' -> container(in);
                case 'N' ->
                    new Stored.OfNamespace(
                            in.longValue(), new Namespace(in.string()), Container.checkedLabels(in.strings()));
                case 'R' -> new Stored.Removed(in.longValue(), key(in));
                default -> null;
            };
        } catch (BufferUnderflowException | LongshoreException | DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private static Key key(BodyReader in) {
        Namespace namespace = new Namespace(in.string());
        String id = in.string();
        return new Key(namespace, id.isEmpty() ? null : new ContainerId(id));
    }

    private static byte[] container(Stored.OfContainer stored) {
        Container container = stored.container();
        BodyWriter out = new BodyWriter()
                .byteValue('C')
                .longValue(stored.revision())
                .string(stored.namespace().name())
                .string(container.id().value())
                .strings(container.labels())
                .string(container.image())
                .runtime(container.runtime())
                .payload(container.spec())
                .string(container.snapshotter())
                .string(container.snapshotKey())
                .time(container.createdAt())
                .time(container.updatedAt())
                .intValue(container.extensions().size());
        container.extensions().forEach((name, payload) -> out.string(name).payload(payload));
        return out.done();
    }

    private static Stored container(BodyReader in) {
        long revision = in.longValue();
        Namespace namespace = new Namespace(in.string());
        ContainerId id = new ContainerId(in.string());
        SortedMap<String, String> labels = in.strings();
        String image = in.string();
        RuntimeInfo runtime = in.runtime();
        var spec = in.payload();
        String snapshotter = in.string();
        String snapshotKey = in.string();
        Instant created = in.time();
        Instant updated = in.time();
        SortedMap<String, TypedPayload> extensions = new TreeMap<>();
        for (int n = in.intValue(); n > 0; n--) {
            extensions.put(in.string(), in.payload());
        }
        return new Stored.OfContainer(
                revision,
                namespace,
                new Container(
                        id, labels, image, runtime, spec, snapshotter, snapshotKey, created, updated, extensions));
    }
}

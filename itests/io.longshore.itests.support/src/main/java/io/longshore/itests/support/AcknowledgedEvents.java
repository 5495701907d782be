// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.support;

import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventListener;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.EventSubscription;
import io.longshore.api.events.LongshoreEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Writes the number of each event that was published for certain into a file, which survives this process. */
public final class AcknowledgedEvents implements AutoCloseable {
    private final FileChannel file;

    public AcknowledgedEvents(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** What others publish to. */
    public EventExchange before(EventExchange exchange) {
        return new EventExchange() {
            @Override
            public long publish(LongshoreEvent event) {
                long number = exchange.publish(event);
                write(number);
                return number;
            }

            @Override
            public long lastSequence() {
                return exchange.lastSequence();
            }

            @Override
            public long firstSequence() {
                return exchange.firstSequence();
            }

            @Override
            public List<EventRecord> list(long since, int limit, String... filters) {
                return exchange.list(since, limit, filters);
            }

            @Override
            public EventSubscription subscribe(String name, long since, List<String> filters, EventListener listener) {
                return exchange.subscribe(name, since, filters, listener);
            }
        };
    }

    private void write(long number) {
        try {
            // one write: a line is there or not
            file.write(ByteBuffer.wrap((number + "\n").getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

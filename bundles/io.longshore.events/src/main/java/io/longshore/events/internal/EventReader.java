// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import io.longshore.api.events.EventRecord;
import io.longshore.api.events.LongshoreEvent;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes events of frames. What only a newer version knows is left out, and said once for each type. */
final class EventReader {
    private static final Logger LOG = LoggerFactory.getLogger(EventReader.class);

    private final Set<Integer> reported = ConcurrentHashMap.newKeySet();

    /** The event that the reader is at; null if it means nothing to this version. */
    @Nullable
    EventRecord read(SegmentReader frame) {
        RuntimeException failure = null;
        try {
            LongshoreEvent event = EventCodec.decode(frame.buffer(), frame.payloadOffset(), frame.payloadLength());
            if (event != null) {
                return new EventRecord(frame.sequence(), frame.time(), event);
            }
        } catch (RuntimeException e) {
            // the checksum was right, so somebody wrote it like this: another version with other ideas of what is valid
            failure = e;
        }
        int type = EventCodec.type(frame.buffer(), frame.payloadOffset(), frame.payloadLength());
        if (reported.add(type)) {
            LOG.warn(
                    "event {} is of type {}, which this version cannot read; events of this type are left out",
                    frame.sequence(),
                    type,
                    failure);
        }
        return null;
    }
}

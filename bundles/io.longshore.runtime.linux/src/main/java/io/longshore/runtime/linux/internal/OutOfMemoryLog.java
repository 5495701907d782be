// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.UnavailableException;
import io.longshore.api.events.EventExchange;
import io.longshore.api.events.TaskEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Publishes that a task is out of memory, once for each time its shim has said so, also if it says so again after a restart.
 * What is about to be published is noted first, in a file {@code ooms} of the work directory: how many there were in the
 * first line, then the names of the last ones; whether the last one was is known by the journal. Thread-safe.
 */
final class OutOfMemoryLog {
    /** More than a driver can have in hand when the process ends. */
    private static final int KEPT = 64;

    private final EventExchange events;
    private final TaskRecordFile record;
    private final Path file;

    // guarded by this; what this process has published for certain
    private final Set<String> told = new HashSet<>();

    OutOfMemoryLog(EventExchange events, TaskRecordFile record, Path workDirectory) {
        this.events = events;
        this.record = record;
        this.file = workDirectory.resolve("ooms");
    }

    /**
     * @param delivery the same if the event is offered again; empty if that is not known
     * @throws UnavailableException if it was not published
     */
    synchronized void accept(TaskEvent.OutOfMemory event, String delivery) {
        if (delivery.isEmpty()) {
            events.publish(event);
            return;
        }
        if (told.contains(delivery)) {
            return;
        }
        List<String> noted = read();
        long count = Long.parseLong(noted.remove(0));
        if (!noted.contains(delivery)) {
            noted.add(delivery);
            write(count + 1, noted);
            events.publish(event);
        } else if (published(event) < count) {
            events.publish(event);
        }
        told.retainAll(noted);
        told.add(delivery);
    }

    private long published(TaskEvent.OutOfMemory event) {
        return new JournalSearch(events).count(record.current().createdAt(), event::equals);
    }

    private List<String> read() {
        try {
            return new ArrayList<>(Files.readAllLines(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return new ArrayList<>(List.of("0"));
        } catch (IOException e) {
            throw new UnavailableException("cannot read " + file, e);
        }
    }

    private void write(long count, List<String> noted) {
        List<String> lines = new ArrayList<>();
        lines.add(String.valueOf(count));
        lines.addAll(noted.subList(Math.max(0, noted.size() - KEPT), noted.size()));
        try {
            Durably.write(file, String.join("\n", lines).getBytes(StandardCharsets.UTF_8), true);
        } catch (IOException e) {
            throw new UnavailableException("cannot write " + file, e);
        }
    }
}

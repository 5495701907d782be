// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes batches to the journal, one thread at a time. While that fails it keeps a bounded backlog, tries again with each
 * batch and at each of the syncer's intervals, and says so once at the beginning and once at the end.
 */
final class JournalWriter {
    private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
    private static final int MAX_BACKLOG = 1 << 20;

    private final Journal journal;
    private final SequenceFile sequences;
    private final Syncer syncer;
    private final ByteSink backlog = new ByteSink();
    private long backlogFirst;
    private long backlogLast;
    private long lost;
    private volatile boolean failing;

    JournalWriter(Journal journal, SequenceFile sequences, Syncer syncer) {
        this.journal = journal;
        this.sequences = sequences;
        this.syncer = syncer;
    }

    void write(Batch batch) {
        try {
            sequences.reserve(batch.last());
            writeBacklog();
            journal.append(batch.frames(), batch.first());
        } catch (IOException e) {
            failed(e);
            keep(batch);
            syncer.due();
            return;
        }
        recovered();
        syncer.written();
    }

    /** Whether something waits to be written; for any thread. */
    boolean isBehind() {
        return failing;
    }

    /** Another try to write what could not be written before: there may be no next batch for a long time. */
    void retry() {
        try {
            sequences.reserve(backlogLast);
            writeBacklog();
        } catch (IOException e) {
            failed(e);
            syncer.due();
            return;
        }
        recovered();
        syncer.written();
    }

    /** The last try to write what could not be written before. */
    void close() {
        try {
            writeBacklog();
            recovered();
        } catch (IOException e) {
            LOG.error("events {} to {} could not be written and are lost", backlogFirst, backlogLast, e);
        }
    }

    private void writeBacklog() throws IOException {
        if (backlog.length() > 0) {
            journal.append(backlog, backlogFirst);
            backlog.clear();
        }
    }

    private void keep(Batch batch) {
        if (backlog.length() > 0 && backlog.length() + batch.frames().length() > MAX_BACKLOG) {
            lost += backlogLast - backlogFirst + 1;
            backlog.clear();
        }
        if (backlog.length() == 0) {
            backlogFirst = batch.first();
        }
        backlog.append(batch.frames());
        backlogLast = batch.last();
    }

    private void failed(IOException e) {
        if (!failing) {
            failing = true;
            lost = 0;
            LOG.warn(
                    "the journal cannot be written; events are delivered from memory and do not survive this process",
                    e);
        }
    }

    private void recovered() {
        if (failing) {
            failing = false;
            LOG.warn("the journal is written again; {} events are not in it", lost);
        }
    }
}

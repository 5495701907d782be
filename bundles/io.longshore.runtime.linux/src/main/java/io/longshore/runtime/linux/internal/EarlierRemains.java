// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes away what earlier runs have left of tasks that there are none of any more, or never were. */
final class EarlierRemains {
    private static final Logger LOG = LoggerFactory.getLogger(EarlierRemains.class);

    private final TaskContext context;

    EarlierRemains(TaskContext context) {
        this.context = context;
    }

    OciBundle bundle(TaskRecord record) {
        return new OciBundle(record.launch().bundle(), record.launch().workDirectory());
    }

    /** A creation was not completed. Its id is free when nothing is left of it: now or, if that cannot be, later. */
    void takeBack(TaskRecord record) {
        Retry.until(context.threads(), () -> isTakenBack(record));
    }

    private boolean isTakenBack(TaskRecord record) {
        TaskKey key = record.key();
        LOG.warn("namespace={} id={}: its creation was not completed; cleaning up", key.namespace(), key.id());
        try {
            context.wreckage().clear(record);
            bundle(record).deleteDirectory();
            bundle(record).deleteWorkDirectory();
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "namespace={} id={}: cannot be cleaned up now; that is tried again", key.namespace(), key.id(), e);
            return false;
        }
        context.registry().remove(key);
        return true;
    }

    /** The end of an earlier process fell between the removal of a task and the note that it was told. */
    void finishRemoval(EarlierTasks.Removed removed) {
        TaskRecord record = removed.record();
        TaskRecordFile file = TaskRecordFile.of(record, removed.directory(), context.threads());
        try {
            if (record.exit() != null) {
                TaskHistory history = TaskHistory.resume(context.events(), file);
                history.tell(TaskRecord.Told.EXITED);
                history.deletedEarlier(record.exit());
            }
            file.close();
            DirectoryTree.deleteNow(removed.directory());
        } catch (IOException | RuntimeException e) {
            LOG.warn("cannot remove {}; the next start tries again", removed.directory(), e);
        }
    }
}

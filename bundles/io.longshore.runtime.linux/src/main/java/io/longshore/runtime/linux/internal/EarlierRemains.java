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
        takeBack(record.key(), () -> {
            context.wreckage().clear(record);
            bundle(record).deleteDirectory();
            deleteWorkDirectory(bundle(record));
        });
    }

    /** As {@link #takeBack(TaskRecord)}, before there was a record: of the directories it has made. */
    void takeBackDirectories(TaskKey key, OciBundle made) {
        takeBack(key, () -> {
            made.deleteDirectory();
            deleteWorkDirectory(made);
        });
    }

    /** As {@link #takeBackDirectories}, before the bundle was made: what is in its place is somebody else's. */
    void takeBackWorkDirectory(TaskKey key, OciBundle made) {
        takeBack(key, () -> deleteWorkDirectory(made));
    }

    private void deleteWorkDirectory(OciBundle made) {
        made.deleteWorkDirectory(context.threads(), () -> {});
    }

    private void takeBack(TaskKey key, Runnable removal) {
        Retry.until(context.threads(), () -> isTakenBack(key, removal));
    }

    private boolean isTakenBack(TaskKey key, Runnable removal) {
        LOG.warn("namespace={} id={}: its creation was not completed; cleaning up", key.namespace(), key.id());
        try {
            removal.run();
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

// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.FailedPreconditionException;
import io.longshore.api.LongshoreException;
import io.longshore.api.UnavailableException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What earlier runs have left in the directories. Only what is certainly ours is touched: directories with a readable task
 * record, directories with a name that only we give, and empty ones. Everything else stays, and is said.
 */
final class EarlierTasks {
    private static final Logger LOG = LoggerFactory.getLogger(EarlierTasks.class);

    /** A work directory whose task was removed, but of which it is not certain that this was told. */
    record Removed(Path directory, TaskRecord record) {}

    private final List<TaskRecord> records = new ArrayList<>();
    private final List<Removed> removed = new ArrayList<>();

    EarlierTasks(RuntimeSettings settings) {
        this(settings, EarlierTasks::directories);
    }

    /** @throws UnavailableException if {@code root} or {@code state} cannot be read; what is in them keeps nothing else from it */
    EarlierTasks(RuntimeSettings settings, Function<Path, List<Path>> directories) {
        for (Path namespace : directories.apply(settings.root())) {
            in(namespace, directories).forEach(workDirectory -> look(settings, workDirectory));
        }
        for (Path namespace : directories.apply(settings.state())) {
            in(namespace, directories).stream()
                    .filter(DirectoryTree::isHidden)
                    .forEach(EarlierTasks::removeUnlessMounted);
        }
    }

    private static List<Path> in(Path namespace, Function<Path, List<Path>> directories) {
        try {
            return directories.apply(namespace);
        } catch (LongshoreException e) {
            LOG.error("{}: its tasks cannot be restored; the next start tries again", namespace, e);
            return List.of();
        }
    }

    /** The tasks that were there, or were being created. */
    List<TaskRecord> records() {
        return records;
    }

    List<Removed> removed() {
        return removed;
    }

    private void look(RuntimeSettings settings, Path workDirectory) {
        try {
            byte[] content = record(workDirectory);
            if (content != null && content.length == 0) {
                LOG.warn("{} is of a task that was being made when the power failed, and is removed", workDirectory);
                // under its hidden name it is known to the next start, whatever is left in it
                Optional<Path> hidden = DirectoryTree.hide(workDirectory);
                if (hidden.isPresent()) {
                    DirectoryTree.deleteNow(hidden.get());
                }
            } else if (content != null) {
                TaskRecord record = TaskRecordText.parse(content);
                requireOwn(workDirectory, record);
                if (DirectoryTree.isHidden(workDirectory)) {
                    removed.add(new Removed(workDirectory, record));
                } else {
                    records.add(record);
                }
            } else if (DirectoryTree.isHidden(workDirectory)) {
                DirectoryTree.deleteNow(workDirectory);
            } else if (!isOther(workDirectory)) {
                removeUnused(settings, workDirectory);
            }
        } catch (IOException | LongshoreException e) {
            LOG.error("{} can neither be restored nor removed; it stays as it is", workDirectory, e);
        }
    }

    private static byte @Nullable [] record(Path workDirectory) throws IOException {
        try {
            return Files.readAllBytes(workDirectory.resolve(TaskRecordFile.NAME));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** A copy of a task's work directory is none. */
    private static void requireOwn(Path workDirectory, TaskRecord record) {
        TaskKey key = record.key();
        String name = workDirectory.getFileName().toString();
        boolean own = workDirectory
                        .getParent()
                        .getFileName()
                        .toString()
                        .equals(key.namespace().name())
                && (DirectoryTree.isHidden(workDirectory)
                        ? name.startsWith("." + key.id() + "-")
                        : name.equals(key.id().value()));
        if (!own) {
            throw new FailedPreconditionException("the record in it is that of task " + key);
        }
    }

    /** A creation that ended before anything was started has a bundle, and no record. */
    private static void removeUnused(RuntimeSettings settings, Path workDirectory) throws IOException {
        OciBundle bundle = new OciBundle(
                settings.state()
                        .resolve(workDirectory.getParent().getFileName())
                        .resolve(workDirectory.getFileName()),
                workDirectory);
        if (!bundle.wasUsed()) {
            bundle.deleteDirectory();
        }
        Files.deleteIfExists(workDirectory.resolve(Durably.temporaryName(TaskRecordFile.NAME)));
        Files.delete(workDirectory);
    }

    private static boolean isOther(Path workDirectory) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(workDirectory)) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        } catch (IOException | DirectoryIteratorException e) {
            throw new UnavailableException("cannot read " + workDirectory, e);
        }
        names.remove(Durably.temporaryName(TaskRecordFile.NAME));
        if (!names.isEmpty()) {
            LOG.warn("{} is no work directory of a task; it stays as it is", workDirectory);
        }
        return !names.isEmpty();
    }

    private static void removeUnlessMounted(Path hiddenBundle) {
        try {
            if (MountTable.below(hiddenBundle).isEmpty()) {
                DirectoryTree.deleteEmpty(hiddenBundle.resolve("rootfs"));
                DirectoryTree.deleteNow(hiddenBundle);
            } else {
                LOG.warn("{} was being removed, and something is mounted in it; unmount it", hiddenBundle);
            }
        } catch (IOException | LongshoreException e) {
            LOG.warn("cannot remove {}", hiddenBundle, e);
        }
    }

    /** Directories that may be ours: no links, none of the drivers' own at the top. */
    static List<Path> directories(Path parent) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent)) {
            for (Path entry : entries) {
                boolean candidate = !entry.getFileName().toString().startsWith(".") || DirectoryTree.isHidden(entry);
                if (candidate && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    found.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new UnavailableException("cannot read " + parent, e);
        }
        return found;
    }
}

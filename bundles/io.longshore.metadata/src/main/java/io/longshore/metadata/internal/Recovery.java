// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out, when a directory is opened, what the records are. */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Path store;
    private final Path copy;
    private final Path markFile;
    private final Clock clock;

    Recovery(Path store, Path copy, Path markFile, Clock clock) {
        this.store = store;
        this.copy = copy;
        this.markFile = markFile;
        this.clock = clock;
    }

    /**
     * @param records to go on with
     * @param revision that none of them exceeds
     * @param copyIsCurrent whether the second copy has just these, so that it can be added to as it is
     */
    record Found(Collection<Stored> records, long revision, boolean copyIsCurrent) {}

    /**
     * Damaged files get a second name; both names stay until the replacements are written, so that nothing is lost if that
     * fails.
     */
    Found find() throws IOException {
        boolean hasStore = Files.exists(store);
        boolean hasCopy = Files.exists(copy);
        if (!hasStore && !hasCopy) {
            return new Found(List.of(), 0, false);
        }
        Salvage salvage = new Salvage();
        boolean copyIntact = hasCopy && salvage.add(copy);
        @Nullable
        List<Stored> inCopy = copyIntact && salvage.isSealed() && isAlone(copy) ? List.copyOf(salvage.live()) : null;
        Mark witness = MarkFile.read(markFile);
        if (witness != null) {
            salvage.add(witness, markFile);
        }
        Mark lastKnown = salvage.newest();
        StoreFileReader.@Nullable Content content = hasStore ? StoreFileReader.read(store) : null;
        Mark lastInStore = content == null ? null : content.mark();
        if (content != null && lastInStore != null) {
            if (lastKnown == null || lastKnown.revision() <= lastInStore.revision()) {
                if (!copyIntact) {
                    LOG.warn("the second copy {} was damaged or missing; it is made anew, nothing is lost", copy);
                }
                // the records themselves, since what a mark says is of the store
                return new Found(
                        content.records(),
                        lastInStore.revision(),
                        content.records().equals(inCopy));
            }
        }
        String damage = content == null
                ? "it is missing"
                : lastInStore == null ? content.damage() : "its last commits are missing";
        return salvaged(salvage, hasStore, copyIntact, damage);
    }

    /** One that was set aside is to stay as it is. */
    private static boolean isAlone(Path file) throws IOException {
        return Integer.valueOf(1).equals(Files.getAttribute(file, "unix:nlink"));
    }

    private Found salvaged(Salvage salvage, boolean hasStore, boolean copyIntact, String damage) throws IOException {
        if (hasStore) {
            salvage.add(store);
        }
        Collection<Stored> live = salvage.live();
        Contents sum = new Contents();
        live.forEach(stored -> sum.apply(stored, StoredCodec.frame(stored)));
        Mark newest = salvage.newest();
        boolean complete = newest != null && sum.mark(newest.revision()).equals(newest);
        String kept = (hasStore ? setAside(store) : "nothing")
                + ((!copyIntact || !complete) && Files.exists(copy) ? " and " + setAside(copy) : "");
        if (complete) {
            LOG.error(
                    "the metadata store {} cannot be used ({}); all {} records were restored."
                            + " Check the disk; kept for you, delete it when you like: {}",
                    store,
                    damage,
                    live.size(),
                    kept);
        } else {
            LOG.error(
                    "the metadata store {} cannot be used ({}); {} of {} records could be salvaged, the rest is lost."
                            + " Check the disk, compare the containers with what should be there, and make the missing"
                            + " ones again; kept for you: {}",
                    store,
                    damage,
                    live.size(),
                    newest == null ? "an unknown number of" : newest.count(),
                    kept);
        }
        return new Found(
                live,
                live.stream().mapToLong(Stored::revision).reduce(newest == null ? 0 : newest.revision(), Math::max),
                false);
    }

    private String setAside(Path file) throws IOException {
        Path name = file.resolveSibling(file.getFileName() + ".corrupt-" + TIME.format(clock.instant()));
        for (int n = 2; Files.exists(name); n++) {
            name = file.resolveSibling(file.getFileName() + ".corrupt-" + TIME.format(clock.instant()) + "-" + n);
        }
        PrivateFiles.keep(file, name);
        return name.toString();
    }
}

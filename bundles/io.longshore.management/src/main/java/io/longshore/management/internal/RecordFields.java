// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.containers.RuntimeInfo;
import java.util.Set;
import java.util.TreeSet;

/** Fields of a container's record, other than labels, as a JMX client sends them. */
final class RecordFields {
    private static final Set<String> CHANGEABLE = Set.of("image", "snapshotkey", "spec");
    private static final Set<String> AT_CREATION = Set.of(
            "image",
            "snapshotter",
            "snapshotkey",
            "runtime",
            "runc.runtime",
            "runc.runtimeRoot",
            "runc.criuPath",
            "runc.systemdCgroup");

    private RecordFields() {}

    /** Sets them in a new record. */
    static void set(Container.Builder record, String[] fields) {
        OptionLines given = OptionLines.parse("fields", fields, AT_CREATION);
        record.image(given.text("image")).snapshot(given.text("snapshotter"), given.text("snapshotkey"));
        RuncOptions runc = new RuncOptions(
                given.text("runc.runtime"),
                given.text("runc.runtimeRoot"),
                given.text("runc.criuPath"),
                given.flag("runc.systemdCgroup"));
        record.runtime(new RuntimeInfo(given.text("runtime"), runc.equals(RuncOptions.NONE) ? null : runc.toPayload()));
    }

    /**
     * Changes them in a copy of a record.
     *
     * @return the field paths of those that are given
     */
    static Set<String> change(Container.Builder record, Container known, String[] fields) {
        OptionLines given = OptionLines.parse("fields", fields, CHANGEABLE);
        if (given.isEmpty()) {
            throw new InvalidArgumentException("fields must name at least one field");
        }
        if (given.has("image")) {
            record.image(given.text("image"));
        }
        if (given.has("snapshotkey")) {
            record.snapshot(known.snapshotter(), given.text("snapshotkey"));
        }
        if (given.has("spec")) {
            record.spec(OciSpec.parse(given.text("spec")).toPayload());
        }
        Set<String> paths = new TreeSet<>(CHANGEABLE);
        paths.removeIf(path -> !given.has(path));
        return paths;
    }
}

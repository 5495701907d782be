// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.RuncCreateOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** How a JMX client wants a task to be created. */
final class NewTask {
    private static final Set<String> OPTIONS = Set.of(
            "noPivotRoot",
            "noNewKeyring",
            "shimCgroup",
            "shimGroup",
            "ioUid",
            "ioGid",
            "openTcp",
            "externalUnixSockets",
            "terminal",
            "fileLocks",
            "emptyNamespaces",
            "cgroupsMode",
            "criuWorkPath",
            "criuImagePath");

    private NewTask() {}

    static CreateOptions of(String outputFile) {
        return CreateOptions.with(Arguments.output("outputFile", outputFile));
    }

    /** @throws InvalidArgumentException if something is not as it should be */
    static CreateOptions of(String checkpoint, String[] rootfs, String[] options, String outputFile) {
        Mount[] mounts = Arrays.stream(Arguments.required("rootfs", rootfs))
                .map(NewTask::mount)
                .toArray(Mount[]::new);
        OptionLines given = OptionLines.parse("options", options, OPTIONS);
        CreateOptions all =
                of(outputFile).withRootfs(mounts).withRunc(runc(given)).withShimGroup(given.text("shimGroup"));
        return Arguments.required("checkpoint", checkpoint).isEmpty()
                ? all
                : all.withCheckpoint(Arguments.absolute("checkpoint", checkpoint));
    }

    /** As in fstab, but for the target. */
    private static Mount mount(String line) {
        String[] words = line.strip().split("\\s+", 3);
        if (words.length < 2) {
            throw new InvalidArgumentException("rootfs must be mounts, each written as type, source and options,"
                    + " with blanks between: overlay overlay lowerdir=/a,upperdir=/b,workdir=/c");
        }
        return new Mount(words[0], words[1], words.length == 3 ? List.of(words[2].split(",", -1)) : List.of());
    }

    private static RuncCreateOptions runc(OptionLines given) {
        return new RuncCreateOptions(
                given.flag("noPivotRoot"),
                given.flag("noNewKeyring"),
                given.text("shimCgroup"),
                given.number("ioUid"),
                given.number("ioGid"),
                given.flag("openTcp"),
                given.flag("externalUnixSockets"),
                given.flag("terminal"),
                given.flag("fileLocks"),
                given.list("emptyNamespaces"),
                given.text("cgroupsMode"),
                given.text("criuWorkPath"),
                given.text("criuImagePath"));
    }
}

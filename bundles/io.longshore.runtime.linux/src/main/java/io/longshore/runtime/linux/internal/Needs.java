// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.LongshoreException;
import io.longshore.api.runtime.RuntimeProgram;
import io.longshore.runtime.linux.internal.cgroup.Cgroups;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a container needs of the machine, apart from the runtime's own directories. Each is looked at where a container is made, so
 * what appears is used; here it is only told of.
 *
 * @param user of this process, effectively
 * @param anyKind whether there may be containers without a shim's program
 */
record Needs(int user, Cgroups cgroups, boolean anyKind) {
    private static final Logger LOG = LoggerFactory.getLogger(Needs.class);

    /** One line each, with what to do. */
    List<String> missing(List<RuntimeProgram> programs) {
        List<String> lines = new ArrayList<>();
        if (user != 0) {
            lines.add(
                    "root: this process is user " + user + "'s, and only root may make containers; run Karaf as root");
        }
        controllers().ifPresent(lines::add);
        lines.addAll(missingPrograms(programs));
        return lines;
    }

    List<String> missingPrograms(List<RuntimeProgram> programs) {
        List<String> lines = new ArrayList<>();
        programs.stream()
                .filter(program -> program.key().equals(Programs.RUNTIME) && isMissing(program))
                .forEach(program -> lines.add(program.key() + ": " + program.problem()));
        List<RuntimeProgram> shims = programs.stream()
                .filter(program -> !program.key().equals(Programs.RUNTIME))
                .toList();
        if (!anyKind && !shims.isEmpty() && shims.stream().allMatch(Needs::isMissing)) {
            // any of them will do, and that of the second generation is what is to be had
            RuntimeProgram last = shims.get(shims.size() - 1);
            lines.add(last.key() + ": " + last.problem());
        }
        return lines;
    }

    private Optional<String> controllers() {
        try {
            return cgroups.controllers().isEmpty()
                    ? Optional.of(
                            "cgroups: there is no controller, so nothing of a container can be limited, measured or"
                                    + " frozen; mount the cgroup file systems at /sys/fs/cgroup")
                    : Optional.empty();
        } catch (LongshoreException e) {
            LOG.debug("the controllers of cgroups are not known", e);
            return Optional.empty();
        }
    }

    private static boolean isMissing(RuntimeProgram program) {
        return program.path().isEmpty() && !program.problem().equals(Programs.NOT_YET);
    }
}

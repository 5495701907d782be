// SPDX-License-Identifier: Apache-2.0
package io.longshore.runc;

import io.longshore.api.ContainerId;
import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnknownException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What all command lines have in common.
 *
 * @param criu path of criu; empty for the one on the PATH
 */
record RuncCommand(RuncBinary binary, Path root, boolean systemdCgroup, String criu, ProcessStarter starter) {
    /** Runs a command on a container; a refusal because it does not exist is a NotFoundException. */
    RuncProcess.Result onContainer(String verb, ContainerId id, List<String> arguments, Deadline deadline) {
        return onContainer(verb, id, line(arguments), new byte[0], deadline);
    }

    RuncProcess.Result onContainer(String verb, ContainerId id, List<String> line, byte[] input, Deadline deadline) {
        RuncProcess.Result result = RuncProcess.run(what(verb + " " + id), starter, line, input, deadline);
        if (result.status() != 0 && isAbsent(id)) {
            throw new NotFoundException("the OCI runtime has no container " + id + " in " + root);
        }
        return result;
    }

    /** As {@link #onContainer}, where every refusal is one that is not named. */
    void tell(String verb, ContainerId id, List<String> arguments, Deadline deadline) {
        RuncProcess.Result result = onContainer(verb, id, arguments, deadline);
        if (result.status() != 0) {
            throw refused(verb + " " + id, result);
        }
    }

    RuncProcess.Result run(String what, List<String> line, Deadline deadline) {
        return RuncProcess.run(what(what), starter, line, new byte[0], deadline);
    }

    /**
     * runc says the same exit status for every refusal, and tells them apart by text only. It refuses with "does not
     * exist" exactly when its record is not there; so that is looked at. Youki has the same file, crun calls it
     * {@code status}.
     */
    boolean isAbsent(ContainerId id) {
        Path directory = root.resolve(id.value());
        return Files.notExists(directory.resolve("state.json")) && Files.notExists(directory.resolve("status"));
    }

    List<String> line(List<String> arguments) {
        return line(List.of(), arguments);
    }

    /** @param log global arguments that say where the runtime logs; its standard error if empty */
    List<String> line(List<String> log, List<String> arguments) {
        List<String> all =
                new ArrayList<>(List.of(binary.locate().toString(), "--root", root.toString(), "--log-format", "json"));
        all.addAll(log);
        if (systemdCgroup) {
            all.add("--systemd-cgroup");
        }
        all.addAll(arguments);
        return all;
    }

    /** For the two commands that need criu only: a later runc may refuse an argument that it does not know. */
    List<String> criuArguments() {
        return criu.isEmpty() ? List.of() : List.of("--criu", criu);
    }

    String text(String what, RuncProcess.Result result) {
        if (!result.complete()) {
            throw new UnknownException(what(what) + " printed too much, or left its output open");
        }
        return new String(result.stdout(), StandardCharsets.UTF_8);
    }

    LongshoreException refused(String what, RuncProcess.Result result) {
        return refused(what, result.stderr(), result.status());
    }

    LongshoreException refused(String what, byte[] log, int status) {
        return new UnknownException(what(what) + ": " + RuncMessage.of(log, status));
    }

    String what(String command) {
        return binary.name() + " " + command;
    }
}

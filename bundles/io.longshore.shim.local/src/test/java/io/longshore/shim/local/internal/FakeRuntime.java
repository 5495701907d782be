// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.shim.ShimLaunch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A shell script in place of runc. {@code create} and {@code exec} run scripts of the test as the container's processes, with
 * the streams they were given; each verb does first what the test wants it to.
 */
final class FakeRuntime {
    private static final String SCRIPT = """
            #!/bin/sh
            DIR='%s'
            echo "$@" >>"$DIR/lines"
            while true; do
                case "$1" in
                    --root) ROOT=$2; shift 2 ;;
                    --log) LOG=$2; shift 2 ;;
                    --log-format | --criu) shift 2 ;;
                    --systemd-cgroup) shift ;;
                    *) break ;;
                esac
            done
            VERB=$1
            while [ $# -gt 1 ]; do
                shift
                case "$1" in --pid-file) PID_FILE=$2 ;; esac
            done
            ID=$1
            if [ -f "$DIR/$VERB.before" ]; then . "$DIR/$VERB.before"; fi
            exec 3<&0
            # a shell would reap what ends before itself
            GATE="$DIR/gate.$$"
            begin() {
                mkfifo "$GATE"
                exec 4<>"$GATE" 5<"$GATE"
                rm "$GATE"
                sh -c 'read -r end <&5; exec sh "$0" 5<&-' "$1" <&3 3<&- 4<&- &
                echo $! >"$PID_FILE"
            }
            case "$VERB" in
                create | restore)
                    mkdir -p "$ROOT/$ID"
                    echo '{}' >"$ROOT/$ID/state.json"
                    begin "$DIR/first"
                    echo $! >"$ROOT/$ID/pid" ;;
                exec)
                    begin "$DIR/added" ;;
                delete)
                    if [ -f "$ROOT/$ID/pid" ]; then kill -9 "$(cat "$ROOT/$ID/pid")" 2>/dev/null; fi
                    rm -rf "$ROOT/$ID" ;;
                ps)
                    echo "[$(cat "$ROOT/$ID/pid")]" ;;
            esac
            exit 0
            """;

    private final Path directory;
    private final Path program;

    /** With a first process that sleeps. */
    FakeRuntime(Path directory) throws IOException {
        this.directory = directory;
        program = Files.writeString(directory.resolve("fake-runc"), SCRIPT.formatted(directory));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        first("exec sleep 1000");
        added("exec sleep 1000");
    }

    FakeRuntime first(String script) throws IOException {
        Files.writeString(directory.resolve("first"), script + "\n");
        return this;
    }

    FakeRuntime added(String script) throws IOException {
        Files.writeString(directory.resolve("added"), script + "\n");
        return this;
    }

    /** {@code $LOG}, {@code $ROOT}, {@code $ID} and {@code $DIR} are set. */
    FakeRuntime before(String verb, String script) throws IOException {
        Files.writeString(directory.resolve(verb + ".before"), script + "\n");
        return this;
    }

    Path program() {
        return program;
    }

    Path root() {
        return directory.resolve("runc");
    }

    /** With a bundle, whose container has a pid namespace of its own. */
    ShimLaunch launch(String id) throws IOException {
        Path bundle = Files.createDirectories(directory.resolve("state/ns").resolve(id));
        Files.createDirectories(bundle.resolve("rootfs"));
        Files.writeString(bundle.resolve("config.json"), "{\"linux\":{\"namespaces\":[{\"type\":\"pid\"}]}}");
        Path work = Files.createDirectories(directory.resolve("work/ns").resolve(id));
        return new ShimLaunch(
                new Namespace("ns"),
                new ContainerId(id),
                bundle,
                work,
                "",
                new RuncOptions(program.toString(), root().toString(), "", false),
                "",
                false);
    }

    /** The command lines so far. */
    List<String> lines() throws IOException {
        return Files.readAllLines(directory.resolve("lines"));
    }
}

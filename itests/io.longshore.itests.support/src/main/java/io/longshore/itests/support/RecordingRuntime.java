// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An OCI runtime that writes down what it is told and lets runc do it. What needs criu it does itself: a checkpoint ends
 * the container, or leaves it running, as it is told to; a restored container is one begun anew.
 */
public final class RecordingRuntime {
    private static final String SCRIPT = """
            #!/bin/sh
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
            line=
            verb=
            for argument; do
                line="$line$argument|"
                case $argument in
                create | start | kill | delete | state | checkpoint | restore) verb=${verb:-$argument} ;;
                esac
            done
            printf '%s\\n' "$line" >> '%DIRECTORY%/calls'

            without_criu() {
                left=$#
                while [ $left -gt 0 ]; do
                    argument=$1
                    shift
                    left=$((left - 1))
                    case $argument in
                    restore) set -- "$@" run ;;
                    --image-path | --work-path | --manage-cgroups-mode | --empty-ns)
                        shift
                        left=$((left - 1))
                        ;;
                    --tcp-established | --ext-unix-sk | --shell-job | --file-locks | *-no-subreaper) ;;
                    *) set -- "$@" "$argument" ;;
                    esac
                done
                exec runc "$@"
            }

            kill_it() {
                left=$#
                while [ $left -gt 1 ]; do
                    argument=$1
                    shift
                    left=$((left - 1))
                    if [ "$argument" = checkpoint ]; then
                        left=0
                        shift $(($# - before - 1))
                    else
                        set -- "$@" "$argument"
                        before=$((before + 1))
                    fi
                done
                id=$1
                shift
                exec runc "$@" kill "$id" KILL
            }

            case $verb in
            checkpoint)
                if [ -e '%DIRECTORY%/refusal' ]; then
                    cat '%DIRECTORY%/refusal' >&2
                    exit 1
                fi
                case $line in
                *'|--leave-running|'*) exit 0 ;;
                esac
                before=0
                kill_it "$@"
                ;;
            restore) without_criu "$@" ;;
            create)
                stat -L -c %u:%g /proc/self/fd/3 3>&1 > '%DIRECTORY%/owner'
                exec runc "$@"
                ;;
            *) exec runc "$@" ;;
            esac
            """;

    private final Path directory;

    private RecordingRuntime(Path directory) {
        this.directory = directory;
    }

    /** Makes it in a directory that need not exist. */
    public static RecordingRuntime install(Path directory) throws IOException {
        Files.createDirectories(directory);
        RecordingRuntime runtime = new RecordingRuntime(directory);
        Files.writeString(runtime.program(), SCRIPT.replace("%DIRECTORY%", directory.toString()));
        Files.setPosixFilePermissions(runtime.program(), PosixFilePermissions.fromString("rwxr-xr-x"));
        return runtime;
    }

    public Path program() {
        return directory.resolve("recording-runc");
    }

    /** From now on a checkpoint fails with these words. */
    public void refuseCheckpoints(String words) throws IOException {
        Files.writeString(directory.resolve("refusal"), words);
    }

    /** The arguments of each call so far. */
    public List<List<String>> calls() throws IOException {
        try {
            return Files.readAllLines(directory.resolve("calls")).stream()
                    .map(line -> List.of(line.split("\\|")))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** The arguments of the only call of a command such as {@code create}. */
    public List<String> call(String command) throws IOException {
        List<List<String>> found =
                calls().stream().filter(call -> call.contains(command)).toList();
        if (found.size() != 1) {
            throw new AssertionError("not one call of " + command + ", but " + found);
        }
        return found.get(0);
    }

    /** Uid and gid that the output of a container had when it was to be created: {@code 0:0}. */
    public String ownerOfTheOutput() throws IOException {
        return Files.readString(directory.resolve("owner")).strip();
    }

    /** The argument that follows another one. */
    public static String after(String option, List<String> call) {
        return IntStream.range(0, call.size() - 1)
                .filter(i -> call.get(i).equals(option))
                .mapToObj(i -> call.get(i + 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + option + " in " + call));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import io.longshore.api.runtime.ProcessInfo;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Holds what Longshore says of a task against what the kernel has. */
final class KernelView {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    private KernelView() {}

    /** What does not fit. */
    static List<String> compare(Task task) {
        TaskInfo info = task.info();
        Path cgroup = Path.of("longshore", info.namespace().name(), info.id().value());
        List<String> wrong = new ArrayList<>();
        boolean lives = isInCgroup(info.pid(), cgroup);
        switch (info.state()) {
            case CREATED, RUNNING, PAUSED -> {
                if (!lives) {
                    wrong.add(info.id() + " is " + info.state() + ", but the process " + info.pid() + " is not there");
                }
                if (info.state() == TaskState.RUNNING && isRuntime(info.pid())) {
                    wrong.add(info.id() + " is RUNNING, but has not become its program yet");
                }
                if (isFrozen(cgroup) != (info.state() == TaskState.PAUSED)) {
                    wrong.add(info.id() + " is " + info.state() + ", but its cgroup is "
                            + (isFrozen(cgroup) ? "frozen" : "not frozen"));
                }
            }
            case STOPPED -> {
                if (lives) {
                    wrong.add(info.id() + " has ended, but its process " + info.pid() + " is there");
                }
            }
            default -> wrong.add(info.id() + " is " + info.state() + ": " + info.reason());
        }
        if (info.shimPid() > 0
                && !read(Path.of("/proc", String.valueOf(info.shimPid()), "cmdline"))
                        .contains(info.namespace().name())) {
            wrong.add(info.id() + " has a shim " + info.shimPid() + " that is not there");
        }
        for (TaskProcess process : task.processes()) {
            ProcessInfo added = process.info();
            if (added.pid() != 0 && added.exit() == null && !isInCgroup(added.pid(), cgroup)) {
                wrong.add(info.id() + " has an added process " + added + " that is not there");
            }
        }
        return wrong;
    }

    private static boolean isInCgroup(long pid, Path cgroup) {
        return pid > 0
                && read(Path.of("/proc", String.valueOf(pid), "cgroup")).contains("/" + cgroup)
                && !read(Path.of("/proc", String.valueOf(pid), "status")).contains("State:\tZ");
    }

    /** As runc calls what waits to be started, and becomes the program then. */
    private static boolean isRuntime(long pid) {
        return read(Path.of("/proc", String.valueOf(pid), "comm")).startsWith("runc:");
    }

    private static boolean isFrozen(Path cgroup) {
        return Files.exists(CGROUPS.resolve("cgroup.controllers"))
                ? read(CGROUPS.resolve(cgroup).resolve("cgroup.freeze")).startsWith("1")
                : read(CGROUPS.resolve("freezer").resolve(cgroup).resolve("freezer.state"))
                        .startsWith("FROZEN");
    }

    /** Empty for what is not there. */
    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // it is going, or gone, which is what was asked
            return "";
        }
    }
}

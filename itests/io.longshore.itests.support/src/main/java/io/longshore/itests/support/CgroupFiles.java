// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.support;

import io.longshore.api.runtime.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel has in the cgroup of a task, which is where {@link io.longshore.api.containers.OciSpec#builder} puts it. */
public final class CgroupFiles {
    private static final Path TOP = Path.of("/sys/fs/cgroup");

    private final Task task;

    public CgroupFiles(Task task) {
        this.task = task;
    }

    /**
     * The content of one of its files.
     *
     * @param controller and name of the file in version 1
     * @param unified the name in version 2
     */
    public String read(String controller, String name, String unified) throws IOException {
        String group = "longshore/" + task.namespace() + "/" + task.id();
        Path file = Files.exists(TOP.resolve("cgroup.controllers"))
                ? TOP.resolve(group).resolve(unified)
                : TOP.resolve(controller).resolve(group).resolve(name);
        return Files.readString(file).strip();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether a task's directories are there, with what it can be found again by. */
record DirectoryLook(OciBundle bundle) {
    private static final String NAME = "directories";

    Sight look() {
        List<Path> missing = new ArrayList<>();
        for (Path path : List.of(
                bundle.directory(),
                bundle.directory().resolve(OciBundle.CONFIG),
                bundle.workDirectory(),
                bundle.workDirectory().resolve("task.properties"))) {
            if (!Files.exists(path)) {
                missing.add(path);
            }
        }
        String text = "bundle " + bundle.directory() + ", work directory " + bundle.workDirectory();
        if (missing.isEmpty()) {
            return Sight.ok(NAME, text);
        }
        List<String> names = missing.stream().map(Path::toString).toList();
        return Sight.problem(
                NAME,
                text + "; missing: " + String.join(", ", names),
                "delete the task with force: somebody has removed a part of it");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.Task;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.runtime.linux.internal.RuntimeSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** What is mounted into a bundle is the host's, and stays whatever happens to the task. */
@EveryShim
class HostFilesIT {
    @Parameter
    private ShimKind kind;

    static RuntimeSettings behindALink(RuntimeSettings settings) {
        try {
            Path real = Files.createDirectories(settings.state().resolveSibling("real"));
            Path link = Files.createSymbolicLink(settings.state().resolveSibling("link"), real);
            return settings.in(settings.root(), link.resolve("state"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Task mounted(Rig rig) {
        ContainerId id = rig.container(
                "mounted",
                OciSpec.builder(rig.namespace(), new ContainerId("mounted"))
                        .args("sleep", "1000")
                        .build());
        Mount bind = new Mount("bind", rig.rootfs().toString(), List.of("rbind", "rw"));
        Task task = rig.runtime().create(rig.namespace(), id, CreateOptions.DEFAULT.withRootfs(bind));
        task.start();
        return task;
    }

    @Test
    void boundRootfsSurvivesAForcedDeletion() throws Exception {
        try (Rig rig = Rig.open(kind)) {
            mounted(rig).forceDelete();

            assertThat(rig.rootfs().resolve("bin/busybox")).exists();
            assertThat(rig.leftovers()).isEmpty();
        }
    }
}

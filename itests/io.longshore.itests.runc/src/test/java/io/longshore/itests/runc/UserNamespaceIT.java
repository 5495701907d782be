// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** Root inside is nobody outside. */
@EveryShim
class UserNamespaceIT {
    private static final int FIRST = 100_000;
    private static final String MAPPING = "[{\"containerID\":0,\"hostID\":" + FIRST + ",\"size\":65536}]";

    @Parameter
    private ShimKind kind;

    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = Rig.open(kind);
        // the mapped root must be able to go to the root file system
        Files.setPosixFilePermissions(rig.directory(), PosixFilePermissions.fromString("rwx--x--x"));
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private static OciSpec mapped(OciSpec spec) {
        return OciSpec.parse(spec.toJson()
                .replace("\"linux\":{", "\"linux\":{\"uidMappings\":" + MAPPING + ",\"gidMappings\":" + MAPPING + ",")
                .replace("\"namespaces\":[", "\"namespaces\":[{\"type\":\"user\"},"));
    }

    @Test
    void bundleIsOpenToTheMappedGroupAloneAndTheContainerRuns() throws Exception {
        Path output = rig.directory().resolve("output");
        ContainerId id = new ContainerId("mapped");
        rig.container(
                "mapped",
                mapped(OciSpec.builder(rig.namespace(), id)
                        .args("sh", "-c", "id -u; cat /proc/self/uid_map; sleep 1000")
                        .build()));
        Task task = rig.runtime()
                .create(
                        rig.namespace(),
                        id,
                        CreateOptions.with(Stdio.toFile(output))
                                .withRootfs(new Mount("bind", rig.rootfs().toString(), List.of("rbind", "rw"))));
        Path bundle = task.info().bundle();
        assertThat(Files.getAttribute(bundle, "unix:gid")).isEqualTo(FIRST);
        assertThat(Files.getAttribute(bundle, "unix:uid")).isEqualTo(0);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(bundle)))
                .isEqualTo("rwx--x---");

        task.start();

        assertThat(Files.getAttribute(
                        Path.of("/proc", String.valueOf(task.info().pid())), "unix:uid"))
                .isEqualTo(FIRST);
        Path added = rig.directory().resolve("added");
        TaskProcess process =
                task.exec(new ExecId("more"), ExecOptions.of("id", "-u").withStdio(Stdio.toFile(added)));
        process.start();
        assertThat(process.exit().toCompletableFuture().get(30, SECONDS).status())
                .isZero();
        process.delete();
        task.forceDelete();
        assertThat(added).hasContent("0");
        assertThat(Files.readString(output)).startsWith("0\n").contains(String.valueOf(FIRST));
        assertThat(rig.leftovers()).isEmpty();
    }
}

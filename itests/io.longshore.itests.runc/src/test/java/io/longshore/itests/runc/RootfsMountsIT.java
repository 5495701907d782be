// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.LongshoreException;
import io.longshore.api.UnknownException;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.containers.OciSpecBuilder;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.Task;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** Root file systems that are mounted for a task, and are not when it is gone. */
@EveryShim
class RootfsMountsIT {
    private static final Mount TMPFS = new Mount("tmpfs", "tmpfs", List.of("size=1m", "mode=755"));

    @Parameter
    private ShimKind kind;

    private Rig rig;
    private Path upper;

    @BeforeEach
    void open() throws Exception {
        rig = Rig.open(kind);
        upper = rig.directory().resolve("layers/upper");
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    /** Busybox below, and above what the container writes. */
    static Mount overlay(Rig rig) throws IOException {
        Path layers = Files.createDirectories(rig.directory().resolve("layers"));
        return new Mount(
                "overlay",
                "overlay",
                List.of(
                        "lowerdir=" + rig.rootfs(),
                        "upperdir=" + Files.createDirectories(layers.resolve("upper")),
                        "workdir=" + Files.createDirectories(layers.resolve("work"))));
    }

    private OciSpecBuilder spec(String... command) {
        return OciSpec.builder(rig.namespace(), new ContainerId("it")).args(command);
    }

    private Task create(OciSpec spec, Mount... mounts) {
        return rig.runtime()
                .create(rig.namespace(), rig.container("it", spec), CreateOptions.DEFAULT.withRootfs(mounts));
    }

    private static int run(Task task) throws Exception {
        task.start();
        task.exit().toCompletableFuture().get(30, SECONDS);
        return task.delete().status();
    }

    private void nothingIsLeft() {
        assertThat(rig.leftovers()).isEmpty();
        assertThat(rig.rootfs().resolve("bin/busybox")).exists();
    }

    @Test
    void overlayTakesWhatIsWrittenAndLeavesWhatIsBelow() throws Exception {
        Task task = create(spec("sh", "-c", "echo mine > /etc/new; exit 4").build(), overlay(rig));

        assertThat(run(task)).isEqualTo(4);

        assertThat(upper.resolve("etc/new")).hasContent("mine");
        assertThat(rig.rootfs().resolve("etc/new")).doesNotExist();
        nothingIsLeft();
    }

    @Test
    void memoryIsARootFileSystemToo() throws Exception {
        OciSpec spec = spec("sh", "-c", "echo mine > /new; [ \"$(cat /new)\" = mine ] && exit 5")
                .bind(rig.rootfs().resolve("bin"), "/bin", true)
                .build();

        assertThat(run(create(spec, TMPFS))).isEqualTo(5);

        nothingIsLeft();
    }

    @Test
    void mountsLieUponEachOtherInTheirOrder() throws Exception {
        Task task = create(
                spec("sh", "-c", "exit 6").build(),
                TMPFS,
                new Mount("bind", rig.rootfs().toString(), List.of("rbind", "ro")));
        assertThat(rig.leftovers().stream().filter(line -> line.startsWith("mount ")))
                .hasSizeGreaterThanOrEqualTo(2);

        assertThat(run(task)).isEqualTo(6);

        nothingIsLeft();
    }

    @Test
    void everyMountIsUndoneWhenTheNextOneFails() throws Exception {
        Mount bad = new Mount("bind", rig.directory().resolve("nowhere").toString(), List.of("rbind"));

        assertThatThrownBy(() -> create(spec("true").build(), TMPFS, overlay(rig), bad))
                .isInstanceOf(LongshoreException.class)
                .hasMessageContaining("nowhere");

        nothingIsLeft();
    }

    @Test
    void everyMountIsUndoneWhenTheContainerCannotBeMade() {
        assertThatThrownBy(() -> create(spec("no-such-program").build(), overlay(rig)))
                .isInstanceOf(UnknownException.class)
                .hasMessageContaining("no-such-program");

        nothingIsLeft();
    }

    @Test
    void everyMountIsUndoneByForceWhileTheContainerRuns() throws Exception {
        Task task = create(spec("sleep", "1000").build(), TMPFS, overlay(rig));
        task.start();

        task.forceDelete();

        nothingIsLeft();
    }

    @Test
    void deletionOfABusyRootfsFailsAndIsRepeatedWhenItIsFree() throws Exception {
        Task task = create(spec("true").build(), overlay(rig));
        task.start();
        task.exit().toCompletableFuture().get(30, SECONDS);
        Process holder = new ProcessBuilder("sleep", "1000")
                .directory(task.info().bundle().resolve("rootfs").toFile())
                .start();
        try {
            assertThatThrownBy(task::delete)
                    .isInstanceOf(LongshoreException.class)
                    .hasMessageContainingAll("busy", String.valueOf(holder.pid()));
            assertThat(rig.runtime().list()).containsExactly(task);
        } finally {
            holder.destroyForcibly().waitFor();
        }

        assertThat(task.delete().status()).isZero();
        nothingIsLeft();
    }
}

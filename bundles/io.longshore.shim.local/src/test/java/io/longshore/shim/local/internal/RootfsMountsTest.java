// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.longshore.api.FailedPreconditionException;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.NotImplementedException;
import io.longshore.api.runtime.Mount;
import io.longshore.posix.LinuxPosix;
import io.longshore.posix.MountFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootfsMountsTest {
    /** MS_SHARED of mount(2). */
    private static final long SHARED = 1 << 20;

    @TempDir
    Path directory;

    private final LinuxPosix posix = new LinuxPosix();
    private final RootfsMounts mounts = new RootfsMounts(posix);
    private Path rootfs;
    private Path source;

    @BeforeEach
    void makeDirectories() throws Exception {
        rootfs = Files.createDirectory(directory.resolve("rootfs"));
        source = Files.createDirectory(directory.resolve("source"));
        Files.writeString(source.resolve("file"), "hello");
    }

    @AfterEach
    void close() {
        posix.close();
    }

    private void requireRoot() {
        assumeTrue(posix.geteuid() == 0, "needs root");
    }

    private static Mount bind(Path from, String... options) {
        return new Mount("bind", from.toString(), List.of(options));
    }

    @Test
    void aBindThatIsReadOnlyCannotBeWrittenTo() throws Exception {
        requireRoot();
        mounts.mount(List.of(bind(source, "bind", "ro")), rootfs);
        try {
            assertThat(rootfs.resolve("file")).hasContent("hello");
            assertThatThrownBy(() -> Files.writeString(rootfs.resolve("new"), "x"))
                    .isInstanceOf(IOException.class);
        } finally {
            mounts.unmount(rootfs);
        }
        assertThat(rootfs).isEmptyDirectory();
        assertThat(source.resolve("file")).exists();
    }

    @Test
    void oneIsMountedOnTheOtherAndAllAreUnmounted() throws Exception {
        requireRoot();
        Mount memory = new Mount("tmpfs", "tmpfs", List.of("size=1m", "mode=0700", "nosuid"));
        mounts.mount(List.of(bind(source, "rbind"), memory), rootfs);

        assertThat(rootfs).isEmptyDirectory();
        mounts.unmount(rootfs);
        mounts.unmount(rootfs);

        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(rootfs.toString());
    }

    @Test
    void whatIsMountedInTheSourceStaysThereThoughMountsAreShared() throws Exception {
        requireRoot();
        Path below = Files.createDirectory(source.resolve("below"));
        posix.mount(source.toString(), source, "", MountFlags.BIND, null);
        posix.mount("", source, "", SHARED, null);
        posix.mount("tmpfs", below, "tmpfs", 0, null);
        Files.writeString(below.resolve("kept"), "x");
        try {
            mounts.mount(List.of(bind(source, "rbind")), rootfs);
            assertThat(rootfs.resolve("below/kept")).exists();

            mounts.unmount(rootfs);

            assertThat(below.resolve("kept")).exists();
            assertThat(rootfs).isEmptyDirectory();
        } finally {
            posix.umount2(below, 0);
            posix.umount2(source, 0);
        }
    }

    @Test
    void whatIsMountedBelowIsUnmountedWithItThoughItsPathHasABlank() throws Exception {
        requireRoot();
        Path blank = Files.createDirectory(directory.resolve("root fs"));
        Files.createDirectory(source.resolve("below"));
        mounts.mount(List.of(bind(source, "rbind")), blank);
        posix.mount("tmpfs", blank.resolve("below"), "tmpfs", 0, null);

        mounts.unmount(blank);

        assertThat(blank).isEmptyDirectory();
        assertThat(source.resolve("below")).isEmptyDirectory();
    }

    @Test
    void oneThatIsUsedBelowIsNotUnmountedBehindTheBackOfWhoUsesIt() throws Exception {
        requireRoot();
        Files.createDirectory(source.resolve("below"));
        Files.createDirectory(source.resolve("later"));
        mounts.mount(List.of(bind(source, "rbind")), rootfs);
        posix.mount("tmpfs", rootfs.resolve("below"), "tmpfs", 0, null);
        posix.mount("tmpfs", rootfs.resolve("later"), "tmpfs", 0, null);
        try {
            Process holder = new ProcessBuilder("sleep", "1000")
                    .directory(rootfs.resolve("below").toFile())
                    .start();
            try {
                assertThatThrownBy(() -> mounts.unmount(rootfs))
                        .isInstanceOf(FailedPreconditionException.class)
                        .hasMessageContainingAll(rootfs.resolve("below").toString(), "busy");
                assertThat(mounted()).containsExactly(rootfs.resolve("below"), rootfs);
            } finally {
                holder.destroyForcibly().waitFor();
            }
        } finally {
            mounts.unmount(rootfs);
        }
        assertThat(mounted()).isEmpty();
    }

    @Test
    void whatIsUsedCanBeDetached() throws Exception {
        requireRoot();
        Files.createDirectory(source.resolve("below"));
        mounts.mount(List.of(bind(source, "rbind")), rootfs);
        posix.mount("tmpfs", rootfs.resolve("below"), "tmpfs", 0, null);
        Process holder = new ProcessBuilder("sleep", "1000")
                .directory(rootfs.resolve("below").toFile())
                .start();
        try {
            mounts.detach(rootfs);

            assertThat(mounted()).isEmpty();
        } finally {
            holder.destroyForcibly().waitFor();
        }
    }

    @Test
    void whatLiesUponMountsBelowGoesFirst() throws Exception {
        requireRoot();
        Files.createDirectory(source.resolve("below"));
        mounts.mount(List.of(bind(source, "rbind")), rootfs);
        posix.mount("tmpfs", rootfs.resolve("below"), "tmpfs", 0, null);
        mounts.mount(List.of(new Mount("tmpfs", "tmpfs", List.of("size=1m"))), rootfs);

        mounts.unmount(rootfs);

        assertThat(mounted()).isEmpty();
    }

    private List<Path> mounted() {
        return new MountPoints(Path.of("/proc/self/mountinfo")).atOrBelow(rootfs);
    }

    @Test
    void whatCannotBeMountedIsRefusedWithTheKernelsReason() {
        requireRoot();
        assertThatThrownBy(() -> mounts.mount(List.of(bind(directory.resolve("nowhere"), "bind")), rootfs))
                .isInstanceOf(FailedPreconditionException.class)
                .hasMessageContainingAll("nowhere", "ENOENT");
        assertThatThrownBy(() -> mounts.mount(List.of(new Mount("nosuchfs", "none", List.of())), rootfs))
                .isInstanceOf(FailedPreconditionException.class)
                .hasMessageContaining("ENODEV");
    }

    @Test
    void whatNeedsAHelperProgramIsRefused() {
        assertThatThrownBy(() -> mounts.mount(List.of(new Mount("ext4", "/image", List.of("loop"))), rootfs))
                .isInstanceOf(NotImplementedException.class);
        assertThatThrownBy(() -> mounts.mount(List.of(new Mount("fuse3.sshfs", "x", List.of())), rootfs))
                .isInstanceOf(NotImplementedException.class);
        assertThatThrownBy(() -> mounts.mount(
                        List.of(new Mount("overlay", "overlay", List.of("lowerdir=" + "/layer:".repeat(1000)))),
                        rootfs))
                .isInstanceOf(InvalidArgumentException.class);
    }
}

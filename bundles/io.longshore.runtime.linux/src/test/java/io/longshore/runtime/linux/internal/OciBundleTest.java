// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.UnavailableException;
import io.longshore.api.containers.OciSpec;
import io.longshore.posix.LinuxPosix;
import io.longshore.posix.MountFlags;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciBundleTest {
    private static final OciSpec PLAIN = OciSpec.parse("{\"ociVersion\":\"1.0.2\",\"x\":9007199254740993}");
    private static final OciSpec USER_NAMESPACE = OciSpec.parse("""
            {"linux":{"namespaces":[{"type":"pid"},{"type":"user"}],
             "gidMappings":[{"containerID":5,"hostID":7,"size":1},{"containerID":0,"hostID":4321,"size":5}]}}
            """);

    @TempDir
    Path top;

    private OciBundle bundle;

    @BeforeEach
    void place() {
        bundle = OciBundle.of(
                new TaskKey(new Namespace("ns"), new ContainerId("id")),
                RuntimeSettings.defaults(top.resolve("root"), top.resolve("state")));
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void directoriesAndTheirModes() throws Exception {
        bundle.createWorkDirectory();
        bundle.createDirectory(PLAIN);

        assertThat(mode(top.resolve("state/ns"))).isEqualTo("rwx--x--x");
        assertThat(mode(top.resolve("state/ns/id"))).isEqualTo("rwx------");
        assertThat(mode(top.resolve("state/ns/id/rootfs"))).isEqualTo("rwx--x--x");
        assertThat(mode(top.resolve("root/ns/id"))).isEqualTo("rwx--x--x");
        assertThat(top.resolve("state/ns/id/config.json"))
                .hasContent("{\"ociVersion\":\"1.0.2\",\"x\":9007199254740993}");
        assertThat(mode(top.resolve("state/ns/id/config.json"))).isEqualTo("rw-------");
    }

    @Test
    void rootOfAUserNamespaceMayEnter() throws Exception {
        assumeTrue(new LinuxPosix().geteuid() == 0, "only root can give a directory to another group");

        bundle.createDirectory(USER_NAMESPACE);

        assertThat(mode(top.resolve("state/ns/id"))).isEqualTo("rwx--x---");
        assertThat(Files.getAttribute(top.resolve("state/ns/id"), "unix:gid")).isEqualTo(4321);
    }

    @Test
    void whatIsThereIsNotTakenOver() throws Exception {
        bundle.createWorkDirectory();
        bundle.createDirectory(PLAIN);

        assertThatThrownBy(bundle::createWorkDirectory).isInstanceOf(AlreadyExistsException.class);
        assertThatThrownBy(() -> bundle.createDirectory(PLAIN)).isInstanceOf(AlreadyExistsException.class);
    }

    @Test
    void deleteCanBeRepeated() throws Exception {
        bundle.createWorkDirectory();
        bundle.createDirectory(PLAIN);

        bundle.deleteDirectory();
        bundle.deleteDirectory();
        bundle.deleteWorkDirectory();
        bundle.deleteWorkDirectory();

        assertThat(top.resolve("state/ns")).isEmptyDirectory();
        assertThat(top.resolve("root/ns")).isEmptyDirectory();
    }

    @Test
    void dataInTheRootfsIsNeverDeletedButMountPointsAre() throws Exception {
        bundle.createDirectory(PLAIN);
        Files.createDirectories(bundle.rootfs().resolve("dev/pts"));
        Files.createFile(bundle.rootfs().resolve("hosts"));
        Path data = Files.writeString(bundle.rootfs().resolve("data"), "x");

        assertThatThrownBy(bundle::deleteDirectory)
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("data");
        assertThat(data).exists();

        Files.delete(data);
        bundle.deleteDirectory();
        assertThat(bundle.directory()).doesNotExist();
    }

    @Test
    void bundleWithAMountInItIsNotDeleted() throws Exception {
        try (LinuxPosix posix = new LinuxPosix()) {
            assumeTrue(posix.geteuid() == 0, "only root can mount");
            Path precious = Files.createDirectory(top.resolve("precious"));
            Files.writeString(precious.resolve("file"), "keep me");
            bundle.createDirectory(PLAIN);
            posix.mount(precious.toString(), bundle.rootfs(), "none", MountFlags.BIND, null);
            try {
                assertThatThrownBy(bundle::deleteDirectory)
                        .isInstanceOf(UnavailableException.class)
                        .hasMessageContaining("mounted");
            } finally {
                posix.umount2(bundle.rootfs(), 0);
            }
            assertThat(precious.resolve("file")).hasContent("keep me");
        }
        bundle.deleteDirectory();
        assertThat(top.resolve("precious/file")).hasContent("keep me");
    }
}

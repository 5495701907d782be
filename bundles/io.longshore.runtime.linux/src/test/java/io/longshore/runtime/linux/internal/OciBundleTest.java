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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciBundleTest {
    private static final Later NEVER = (task, delay) -> {};
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
        bundle.createDirectory();
        bundle.write(PLAIN);

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

        bundle.createDirectory();
        bundle.write(USER_NAMESPACE);

        assertThat(mode(top.resolve("state/ns/id"))).isEqualTo("rwx--x---");
        assertThat(Files.getAttribute(top.resolve("state/ns/id"), "unix:gid")).isEqualTo(4321);
    }

    @Test
    void whatIsThereIsNotTakenOver() throws Exception {
        bundle.createWorkDirectory();
        bundle.createDirectory();
        bundle.write(PLAIN);

        assertThatThrownBy(bundle::createWorkDirectory).isInstanceOf(AlreadyExistsException.class);
        assertThatThrownBy(bundle::createDirectory).isInstanceOf(AlreadyExistsException.class);
    }

    @Test
    void deleteCanBeRepeated() throws Exception {
        bundle.createWorkDirectory();
        bundle.createDirectory();
        bundle.write(PLAIN);

        bundle.deleteDirectory();
        bundle.deleteDirectory();
        bundle.deleteWorkDirectory(NEVER, () -> {});
        bundle.deleteWorkDirectory(NEVER, () -> {});

        assertThat(top.resolve("state/ns")).isEmptyDirectory();
        assertThat(top.resolve("root/ns")).isEmptyDirectory();
    }

    @Test
    void dataInTheRootfsIsNeverDeletedButMountPointsAre() throws Exception {
        bundle.createDirectory();
        bundle.write(PLAIN);
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
            bundle.createDirectory();
            bundle.write(PLAIN);
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

    /** As it is when no descriptor is left: the first attempt fails, and so would the second if it lost sight of it. */
    @Test
    void hiddenWorkDirectoryThatCannotBeRemovedIsRemovedLater() throws Exception {
        bundle.createWorkDirectory();
        List<Runnable> later = new ArrayList<>();
        TooDeep deep = TooDeep.in(Files.createDirectory(top.resolve("aside")), bundle.workDirectory());

        bundle.deleteWorkDirectory((task, delay) -> later.add(task), () -> {});

        assertThat(bundle.workDirectory()).doesNotExist();
        assertThat(top.resolve("root/ns")).isNotEmptyDirectory();
        later.remove(0).run();
        assertThat(top.resolve("root/ns")).isNotEmptyDirectory();
        deep.flatten(hidden());
        later.remove(0).run();
        assertThat(top.resolve("root/ns")).isEmptyDirectory();
        assertThat(later).isEmpty();
    }

    @Test
    void removalThatDoesNotSucceedIsLeftToTheNextStart() throws Exception {
        bundle.createWorkDirectory();
        Deque<Runnable> later = new ArrayDeque<>();
        TooDeep deep = TooDeep.in(Files.createDirectory(top.resolve("aside")), bundle.workDirectory());

        bundle.deleteWorkDirectory((task, delay) -> later.add(task), () -> {});

        int attempts = 1;
        for (; !later.isEmpty() && attempts < 100; attempts++) {
            later.remove().run();
        }
        assertThat(attempts).isEqualTo(OciBundle.ATTEMPTS);
        deep.flatten(hidden());
    }

    @Test
    void directoryThatCannotBeRemovedKeepsItsName() throws Exception {
        Path doomed = Files.createDirectory(top.resolve("doomed"));
        TooDeep deep = TooDeep.in(Files.createDirectory(top.resolve("aside")), doomed);

        assertThatThrownBy(() -> DirectoryTree.delete(doomed)).isInstanceOf(IOException.class);

        assertThat(doomed).exists();
        deep.flatten(doomed);
        DirectoryTree.delete(doomed);
        assertThat(doomed).doesNotExist();
    }

    private Path hidden() throws IOException {
        try (Stream<Path> all = Files.list(top.resolve("root/ns"))) {
            return all.findFirst().orElseThrow();
        }
    }

    /** Directories so deep that the path of the lowest is longer than the kernel takes: nobody can remove them by path. */
    private record TooDeep(Path aside, Path middle) {
        private static final int HALF = 2500;

        static TooDeep in(Path aside, Path top) throws IOException {
            Path upper = nested(aside.resolve("upper"));
            nested(aside.resolve("lower"));
            String below = aside.resolve("upper").relativize(upper).toString();
            Files.move(aside.resolve("lower"), upper.resolve("lower"));
            Files.move(aside.resolve("upper"), top.resolve("upper"));
            return new TooDeep(aside, Path.of("upper", below, "lower"));
        }

        private static Path nested(Path from) throws IOException {
            Path lowest = from;
            while (lowest.toString().length() < HALF) {
                lowest = lowest.resolve("d".repeat(200));
            }
            return Files.createDirectories(lowest);
        }

        void flatten(Path top) throws IOException {
            Files.move(top.resolve(middle), aside.resolve("lower"));
        }
    }
}

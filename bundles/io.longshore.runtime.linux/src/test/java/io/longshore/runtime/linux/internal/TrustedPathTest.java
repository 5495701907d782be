// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.longshore.api.FailedPreconditionException;
import io.longshore.posix.LinuxPosix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody puts where a directory of ours is going to be. */
class TrustedPathTest {
    private static final int NOBODY = 65534;

    @TempDir
    Path top;

    private TrustedPath trusted = new TrustedPath(0);

    @BeforeEach
    void asRoot() throws IOException {
        assumeTrue(Integer.valueOf(0).equals(Files.getAttribute(top, "unix:uid")), "only root can give files away");
        mode(top, "rwxr-xr-x");
    }

    @Test
    void whatIsMissingAndWhatIsOursIsFine() throws IOException {
        assertThatCode(() -> trusted.require("state", top.resolve("a/b"), true)).doesNotThrowAnyException();
        mode(Files.createDirectories(top.resolve("a/b")), "rwx--x--x");
        assertThatCode(() -> trusted.require("state", top.resolve("a/b"), true)).doesNotThrowAnyException();
    }

    @Test
    void whatAnotherUserMadeBeforeUsIsRefused() throws IOException {
        Path planted = Files.createDirectory(top.resolve("state"));
        Files.setAttribute(planted, "unix:uid", NOBODY);

        assertRefused(planted, "belongs to the user 65534");
    }

    @Test
    void whatOthersMayWriteToIsRefused() throws IOException {
        Path state = mode(Files.createDirectory(top.resolve("state")), "rwxrwx--x");

        assertRefused(state, "others may write to " + state);
    }

    @Test
    void aLinkOfAnotherUserIsRefusedWhereverItLeads() throws IOException {
        Path ours = mode(Files.createDirectory(top.resolve("ours")), "rwx--x--x");
        Path link = Files.createSymbolicLink(top.resolve("state"), ours);
        assertThatCode(() -> trusted.require("state", link, true)).doesNotThrowAnyException();
        assertThatCode(() -> trusted.require("state", link.resolve("below"), true))
                .doesNotThrowAnyException();

        Files.setAttribute(link, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);

        assertRefused(link, "belongs to the user 65534");
        assertRefused(link.resolve("below"), "belongs to the user 65534");
    }

    @Test
    void aDirectoryAboveThatAllMayWriteToTakesTheStickyBit() throws IOException {
        Path open = mode(Files.createDirectory(top.resolve("open")), "rwxrwxrwx");
        Path state = mode(Files.createDirectory(open.resolve("state")), "rwx--x--x");

        assertRefused(state, "others may write to " + open);

        Files.setAttribute(open, "unix:mode", 01777);
        assertThatCode(() -> trusted.require("state", state, true)).doesNotThrowAnyException();
    }

    /** Also by the bit that shows what an access list gives to somebody. */
    @Test
    void aDirectoryAboveThatAGroupMayWriteToTakesTheStickyBit() throws IOException {
        Path shared = mode(Files.createDirectory(top.resolve("shared")), "rwxrwxr-x");
        Path state = mode(Files.createDirectory(shared.resolve("state")), "rwx--x--x");
        for (int group : new int[] {0, NOBODY}) {
            Files.setAttribute(shared, "unix:gid", group);

            assertRefused(state, "others may write to " + shared);
            assertRefused(state.resolve("missing"), "others may write to " + shared);
        }

        Files.setAttribute(shared, "unix:mode", 01775);
        assertThatCode(() -> trusted.require("state", state, true)).doesNotThrowAnyException();
    }

    @Test
    void ofTheDirectoryItselfNoGroupMayWriteToItEvenRoots() throws IOException {
        Path state = mode(Files.createDirectory(top.resolve("state")), "rwxrwx--x");
        Files.setAttribute(state, "unix:gid", 0);
        assertRefused(state, "others may write to " + state);

        Files.setAttribute(state, "unix:mode", 01771);
        assertRefused(state, "others may write to " + state);
    }

    @Test
    void aDirectoryAboveThatIsAnothersIsRefusedUnlessThatIsWhereKarafIs() throws IOException {
        Path theirs = mode(Files.createDirectory(top.resolve("karaf")), "rwxrwxr-x");
        Path data = mode(Files.createDirectory(theirs.resolve("data")), "rwxrwxr-x");
        Path ours = mode(Files.createDirectory(data.resolve("tasks")), "rwx--x--x");
        Files.setAttribute(theirs, "unix:uid", NOBODY);
        Files.setAttribute(data, "unix:uid", NOBODY);

        assertRefused(ours, data + " belongs to the user 65534");
        assertThatThrownBy(() -> trusted.require("root", ours, false))
                .hasMessageContaining("belongs to the user 65534");
        for (Path place : List.of(theirs, data, link(theirs))) {
            TrustedPath inKaraf = new TrustedPath(0, List.of(place));
            assertThatCode(() -> inKaraf.require("root", ours, false)).doesNotThrowAnyException();
            assertThatThrownBy(() -> inKaraf.require("state", ours, true)).hasMessageContaining("'state' cannot be");
        }
    }

    /** Who owns Karaf has it in any case; who owns something else, or a directory that Karaf's owner has left to him, has not. */
    @Test
    void elsewhereAndInTheHandsOfAThirdItIsRefusedWhereverKarafIs() throws IOException {
        Path karaf = Files.createDirectory(top.resolve("karaf"));
        TrustedPath inKaraf = new TrustedPath(0, List.of(karaf));
        for (Path parent : List.of(top.resolve("srv"), karaf.resolve("third"))) {
            Files.setAttribute(Files.createDirectory(parent), "unix:uid", NOBODY);
            Path root = mode(Files.createDirectory(parent.resolve("tasks")), "rwx--x--x");

            assertThatThrownBy(() -> inKaraf.require("root", root, false))
                    .isInstanceOf(FailedPreconditionException.class)
                    .hasMessageContaining(parent + " belongs to the user 65534");
        }
    }

    @Test
    void karafItselfSaysWhereItIs() {
        String before = System.getProperty("karaf.base");
        System.setProperty("karaf.base", top.toString());
        try {
            assertThat(new TrustedPath(0).karaf()).contains(top);
            System.setProperty("karaf.base", top.resolve("none").toString());
            assertThat(new TrustedPath(0).karaf()).isEmpty();
        } finally {
            if (before == null) {
                System.clearProperty("karaf.base");
            } else {
                System.setProperty("karaf.base", before);
            }
        }
    }

    @Test
    void theRuntimeDoesNotStartInAPlantedDirectoryAndLeavesItAsItIs() throws IOException {
        Path planted = Files.createDirectory(top.resolve("state"));
        Files.setAttribute(planted, "unix:uid", NOBODY);

        try (LinuxPosix posix = new LinuxPosix()) {
            assertThatThrownBy(() -> LinuxRuntime.open(
                            RuntimeSettings.defaults(top.resolve("root"), planted),
                            new OneContainer(null),
                            new RecordingExchange(),
                            List.of(),
                            posix,
                            Clock.systemUTC()))
                    .isInstanceOf(FailedPreconditionException.class)
                    .hasMessageContaining("'state' cannot be " + planted);
        }

        assertThat(planted).isEmptyDirectory();
    }

    @Test
    void aNamespaceThatIsALinkIsNotFollowed() throws IOException {
        Path elsewhere = Files.createDirectory(top.resolve("elsewhere"));
        Files.createDirectory(top.resolve("state"));
        Files.createSymbolicLink(top.resolve("state/ns"), elsewhere);
        OciBundle bundle = new OciBundle(top.resolve("state/ns/web"), top.resolve("state/ns/web"));

        assertThatThrownBy(bundle::createWorkDirectory).hasMessageContaining("a symbolic link");

        assertThat(elsewhere).isEmptyDirectory();
    }

    private void assertRefused(Path path, String why) {
        assertThatThrownBy(() -> trusted.require("state", path, true))
                .isInstanceOf(FailedPreconditionException.class)
                .hasMessageContaining(why)
                .hasMessageContaining("set another 'state'");
    }

    private Path link(Path target) throws IOException {
        return Files.createSymbolicLink(top.resolve("link"), target);
    }

    private static Path mode(Path path, String mode) throws IOException {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.longshore.api.FailedPreconditionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateDirectoryTest {
    @TempDir
    Path state;

    @Test
    void nobodyElseCanEnterItAlsoIfItWasThere() throws Exception {
        Files.setPosixFilePermissions(
                Files.createDirectory(state.resolve(".spool")), PosixFilePermissions.fromString("rwxrwxrwx"));

        for (String name : new String[] {".spool", ".sockets"}) {
            Path made = PrivateDirectory.ensure(state.resolve(name));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void aLinkInItsPlaceIsNotFollowed() throws Exception {
        Path elsewhere = Files.createDirectory(state.resolve("elsewhere"));
        Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path planted = Files.createSymbolicLink(state.resolve(".sockets"), elsewhere);

        assertThatThrownBy(() -> PrivateDirectory.ensure(planted)).isInstanceOf(FailedPreconditionException.class);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(elsewhere)))
                .isEqualTo("rwxr-xr-x");
    }

    @Test
    void oneOfAnotherUserIsNotTaken() throws Exception {
        assumeTrue(Integer.valueOf(0).equals(Files.getAttribute(state, "unix:uid")), "only root can give files away");
        Path planted = Files.createDirectory(state.resolve(".spool"));
        Files.setAttribute(planted, "unix:uid", 65534);

        assertThatThrownBy(() -> PrivateDirectory.ensure(planted)).isInstanceOf(FailedPreconditionException.class);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.runtime.RuntimeProgram;
import io.longshore.runtime.linux.internal.cgroup.Cgroups;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeedsTest {
    private static final RuntimeProgram RUNC = new RuntimeProgram("runtime", "runc", "/usr/bin/runc", "1.1.5", "");
    private static final RuntimeProgram SHIM = new RuntimeProgram("shim_v2", "shim", "/usr/bin/shim", "1.6", "");
    private static final RuntimeProgram NO_SHIM = new RuntimeProgram("shim", "shim", "", "", "not there: install it");

    @TempDir
    Path proc;

    @BeforeEach
    void memoryCanBeLimited() throws Exception {
        mounts("30 20 0:26 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory");
    }

    private void mounts(String... lines) throws Exception {
        Files.createDirectories(proc.resolve("self"));
        Files.write(proc.resolve("self/mountinfo"), List.of(lines));
    }

    private List<String> missing(int user, boolean anyKind, RuntimeProgram... programs) {
        return new Needs(user, new Cgroups(proc), anyKind).missing(List.of(programs));
    }

    @Test
    void nothingIsMissingWhereAllIsThere() {
        assertThat(missing(0, false, RUNC, SHIM)).isEmpty();
    }

    @Test
    void oneShimIsEnough() {
        assertThat(missing(0, false, RUNC, NO_SHIM, SHIM)).isEmpty();
    }

    @Test
    void withoutAnyShimThatIsMissingUnlessNoneIsNeeded() {
        assertThat(missing(0, false, RUNC, NO_SHIM)).containsExactly("shim: not there: install it");
        assertThat(missing(0, true, RUNC, NO_SHIM)).isEmpty();
    }

    @Test
    void theRuntimeIsMissingWhenItWasLookedForInVain() {
        assertThat(missing(0, false, new RuntimeProgram("runtime", "runc", "", "", "no runc: install it"), SHIM))
                .containsExactly("runtime: no runc: install it");
        assertThat(missing(0, false, new RuntimeProgram("runtime", "runc", "", "", Programs.NOT_YET), SHIM))
                .isEmpty();
    }

    @Test
    void whoIsNotRootIsTold() {
        assertThat(missing(1000, false, RUNC, SHIM)).singleElement().asString().contains("user 1000", "as root");
    }

    @Test
    void aNameOfSystemdsIsNoController() throws Exception {
        mounts("30 20 0:26 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd");

        assertThat(missing(0, false, RUNC, SHIM)).singleElement().asString().contains("/sys/fs/cgroup");
    }

    @Test
    void theSecondVersionSaysItsControllersItself() throws Exception {
        Path unified = Files.createDirectory(proc.resolve("unified"));
        Path controllers = Files.writeString(unified.resolve("cgroup.controllers"), "cpu memory pids\n");
        mounts("30 20 0:26 / " + unified + " rw - cgroup2 cgroup2 rw");
        assertThat(missing(0, false, RUNC, SHIM)).isEmpty();

        Files.writeString(controllers, "\n");

        assertThat(missing(0, false, RUNC, SHIM)).hasSize(1);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.runtime.linux.internal.mount.MountInfo;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountTableTest {
    private static final List<MountInfo> MOUNTS = MountInfo.parse("""
            22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
            60 22 254:0 /a /run/ls/ns/id/rootfs rw - ext4 /dev/vda rw
            61 60 0:5 / /run/ls/ns/id/rootfs/with\\040space rw - tmpfs tmpfs rw
            62 22 0:6 / /run/ls/ns/id2 rw - tmpfs tmpfs rw
            """);

    @Test
    void findsWhatIsBelowLatestFirst() {
        assertThat(MountTable.below(Path.of("/run/ls/ns/id"), MOUNTS))
                .containsExactly(Path.of("/run/ls/ns/id/rootfs/with space"), Path.of("/run/ls/ns/id/rootfs"));
    }

    @Test
    void nameThatOnlyBeginsAlikeIsAnotherDirectory() {
        assertThat(MountTable.below(Path.of("/run/ls/ns/i"), MOUNTS)).isEmpty();
    }

    @Test
    void readsTheKernelsOwn() {
        assertThat(MountTable.below(Path.of("/proc"))).contains(Path.of("/proc"));
    }
}

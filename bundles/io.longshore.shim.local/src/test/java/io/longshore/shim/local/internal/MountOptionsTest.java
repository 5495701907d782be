// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.posix.MountFlags;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountOptionsTest {
    @Test
    void optionsAreFlagsOrForTheFileSystem() {
        MountOptions options =
                MountOptions.parse(List.of("ro", "nosuid", "lowerdir=/a:/b", "defaults", "noexec", "size=4m"));

        assertThat(options.flags()).isEqualTo(MountFlags.READ_ONLY | MountFlags.NO_SUID | MountFlags.NO_EXEC);
        assertThat(options.data()).isEqualTo("lowerdir=/a:/b,size=4m");
    }

    @Test
    void theLastOneCounts() {
        assertThat(MountOptions.parse(List.of("ro", "rw", "nodev", "dev")).flags())
                .isZero();
        assertThat(MountOptions.parse(List.of("rbind", "ro")).has(MountFlags.BIND | MountFlags.READ_ONLY))
                .isTrue();
    }
}

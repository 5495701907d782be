// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.longshore.itests.fuzz.Bounds;
import io.longshore.runtime.linux.internal.mount.MountInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Whatever names are in the kernel's tables: paths below what is mounted, or lines that are left out. */
class KernelTablesFuzzTest {
    private static final String MOUNT = "36 35 0:31 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";

    @FuzzTest
    void directoriesAreBelowTheirMount(FuzzedDataProvider data) {
        int length = data.remainingBytes();
        String cgroup = "5:memory:/" + text(data.consumeBytes(200)) + "\n" + text(data.consumeBytes(200));
        String mountinfo = MOUNT + "36 35 0:31 /" + text(data.consumeBytes(200)) + " /" + text(data.consumeBytes(200))
                + " rw shared:1 - cgroup2 cgroup rw\n" + text(data.consumeRemainingAsBytes());

        Membership membership = Bounds.within(length, () -> Membership.parse(cgroup));
        List<HierarchyMount> mounts = Bounds.within(length, () -> HierarchyMount.among(MountInfo.parse(mountinfo)));

        Membership apart = membership.apartFrom(new Membership(java.util.Map.of()));
        for (Path path : apart.paths().values()) {
            for (HierarchyMount mount : mounts) {
                assertThat(mount.mountPoint().isAbsolute()).isTrue();
                Path directory = mount.directory(path);
                assertThat(directory == null
                                || directory
                                        .normalize()
                                        .startsWith(mount.mountPoint().normalize()))
                        .isTrue();
            }
        }
    }

    /** As these tables are read: a character for each byte. */
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}

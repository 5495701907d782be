// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupsTest {
    @TempDir
    Path root;

    @Test
    void findsTheUnifiedHierarchy() {
        RecordedHost host = RecordedHost.unpack("v2.txt", root);

        assertThat(host.cgroups().of(3120).directories()).isEqualTo(Map.of("unified", host.path("cg/longshore/db")));
    }

    @Test
    void findsEachHierarchyOfHybridHost() {
        RecordedHost host = RecordedHost.unpack("hybrid.txt", root);

        Map<String, Path> found = host.cgroups().of(14677).directories();

        assertThat(found)
                .containsOnlyKeys(
                        "blkio",
                        "cpu",
                        "cpuacct",
                        "cpuset",
                        "devices",
                        "freezer",
                        "memory",
                        "name=systemd",
                        "pids",
                        "unified")
                .containsEntry("memory", host.path("cg/memory/platform/vm7/c1"))
                .containsEntry("name=systemd", host.path("cg/systemd/c1"))
                .containsEntry("unified", host.path("cg/unified/c1"));
    }

    @Test
    void controllersMountedTogetherHaveOneDirectoryAndMountPointsAreUnescaped() {
        RecordedHost host = RecordedHost.unpack("v1.txt", root);

        assertThat(host.cgroups().of(2201).directories())
                .containsEntry("cpu", host.path("cg/cpu,cpuacct/machine/web"))
                .containsEntry("cpuacct", host.path("cg/cpu,cpuacct/machine/web"))
                .containsEntry("blkio", host.path("cg/block io/machine/web"));
    }

    @Test
    void hierarchySharedWithThisJvmIsLeftOut() {
        RecordedHost host = RecordedHost.unpack("v1.txt", root);

        assertThat(host.cgroups().of(2201).directories()).doesNotContainKeys("name=systemd", "perf_event");
    }

    @Test
    void deadProcessThatWasNotWaitedForHasNoCgroup() {
        RecordedHost host = RecordedHost.unpack("hybrid.txt", root);
        host.write("proc/14677/cgroup", "8:pids:/\n4:memory:/\n0::/\n");

        assertThatThrownBy(() -> host.cgroups().of(14677)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void cgroupThatThisJvmIsBelowIsNotTheContainers() {
        RecordedHost host = RecordedHost.unpack("v2.txt", root);
        host.write("proc/3120/cgroup", "0::/system.slice\n");
        host.write("cg/system.slice/cgroup.procs", "");

        assertThatThrownBy(() -> host.cgroups().of(3120)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void cgroupBelowOursIsTheContainers() {
        RecordedHost host = RecordedHost.unpack("v2.txt", root);
        host.write("proc/3120/cgroup", "0::/system.slice/karaf.service/db\n");
        host.write("cg/system.slice/karaf.service/db/cgroup.procs", "3120\n");

        assertThat(host.cgroups().of(3120).directories()).containsValue(host.path("cg/system.slice/karaf.service/db"));
    }

    @Test
    void mountOfPartOfHierarchyShowsWhatIsBelowIt() {
        RecordedHost host = RecordedHost.unpack("v2.txt", root);
        host.write("proc/self/mountinfo", mount("/longshore"));
        host.write("cg/db/cgroup.procs", "3120\n");

        assertThat(host.cgroups().of(3120).directories()).containsValue(host.path("cg/db"));
    }

    @Test
    void mountOfAnotherPartDoesNot() {
        RecordedHost host = RecordedHost.unpack("v2.txt", root);
        host.write("proc/self/mountinfo", mount("/long"));

        assertThatThrownBy(() -> host.cgroups().of(3120)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void pathLeadsOutOfNoMount() {
        RecordedHost host = RecordedHost.unpack("v2.txt", root);
        host.write("proc/3120/cgroup", "0::/../outside\n");
        host.write("outside/cgroup.procs", "1\n");

        assertThatThrownBy(() -> host.cgroups().of(3120)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void rootAboveTheNamespaceIsNotTheContainers() {
        RecordedHost host = RecordedHost.unpack("v2.txt", root);
        host.write("proc/3120/cgroup", "0::/../..\n");
        host.write("proc/self/mountinfo", mount("/../.."));

        assertThatThrownBy(() -> host.cgroups().of(3120)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void endedProcessIsNotFound() {
        RecordedHost host = RecordedHost.unpack("v2.txt", root);

        assertThatThrownBy(() -> host.cgroups().of(3121))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("3121");
    }

    @Test
    void removedCgroupIsNotFound() {
        RecordedHost host = RecordedHost.unpack("v2.txt", root);
        host.remove("cg/longshore");

        assertThatThrownBy(() -> host.cgroups().of(3120)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void senselessLinesAreLeftOut() {
        RecordedHost host = RecordedHost.unpack("v2.txt", root);
        host.write("proc/3120/cgroup", "\nx\n1:memory\n2:pids:relative\n3:cpu:/\0\n0::/longshore/db\n");
        host.write("proc/self/mountinfo", " - cgroup\n1 2 3 - cgroup2 - \n" + mount("/"));

        assertThat(host.cgroups().of(3120).directories()).containsOnlyKeys("unified");
    }

    @Test
    void nestedCgroupNameForgesNoLine() {
        RecordedHost host = RecordedHost.unpack("v2.txt", root);
        host.write("proc/3120/cgroup", "0::/longshore/db/x\r0::/longshore/other\n");
        host.write("cg/longshore/other/cgroup.procs", "1\n");

        assertThatThrownBy(() -> host.cgroups().of(3120)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void missingMountTableIsUnavailable() {
        RecordedHost host = RecordedHost.unpack("v2.txt", root);
        host.remove("proc/self/mountinfo");

        assertThatThrownBy(() -> host.cgroups().of(3120)).isInstanceOf(UnavailableException.class);
    }

    private String mount(String part) {
        return "28 24 0:25 " + part + " " + root.resolve("cg") + " rw shared:9 - cgroup2 cgroup2 rw\n";
    }

    @Test
    void theVersionIsThatOfTheMountedHierarchies() {
        for (String version : List.of("v1", "v2", "hybrid")) {
            RecordedHost host = RecordedHost.unpack(version + ".txt", root.resolve(version));

            assertThat(host.cgroups().version()).isEqualTo(version);
        }
    }
}

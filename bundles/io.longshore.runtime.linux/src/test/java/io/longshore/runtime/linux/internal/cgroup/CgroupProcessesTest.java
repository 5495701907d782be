// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.UnavailableException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupProcessesTest {
    @TempDir
    Path root;

    @Test
    void listsThoseOfNestedCgroupsToo() {
        Cgroup cgroup = RecordedHost.unpack("v2.txt", root).cgroups().of(3120);

        assertThat(cgroup.processes()).containsExactly(3120L, 3188L, 3190L);
    }

    @Test
    void hierarchyThatContainersMayShareIsAskedLast() {
        RecordedHost host = RecordedHost.unpack("hybrid.txt", root);
        host.write("cg/systemd/c1/cgroup.procs", "14677\n1\n");

        assertThat(host.cgroups().of(14677).processes()).containsExactly(14677L);
    }

    @Test
    void anotherHierarchyAnswersForOneThatIsGone() {
        RecordedHost host = RecordedHost.unpack("hybrid.txt", root);
        Cgroup cgroup = host.cgroups().of(14677);
        host.remove("cg/devices");

        assertThat(cgroup.processes()).containsExactly(14677L);
    }

    @Test
    void processOfAnotherPidNamespaceIsLeftOut() {
        RecordedHost host = RecordedHost.unpack("v2.txt", root);
        host.write("cg/longshore/db/cgroup.procs", "0\n3120\n");

        assertThat(host.cgroups().of(3120).processes()).containsExactly(3120L, 3190L);
    }

    @Test
    void threadedCgroupIsNotRead() {
        RecordedHost host = RecordedHost.unpack("v2.txt", root);
        host.write("cg/longshore/db/worker/cgroup.type", "threaded\n");
        host.remove("cg/longshore/db/worker/cgroup.procs");

        assertThat(host.cgroups().of(3120).processes()).containsExactly(3120L, 3188L);
    }

    @Test
    void withoutProcessesItIsEmpty() {
        RecordedHost host = RecordedHost.unpack("v2.txt", root);
        host.write("cg/longshore/db/cgroup.procs", "");
        host.write("cg/longshore/db/worker/cgroup.procs", "");

        assertThat(host.cgroups().of(3120).processes()).isEmpty();
    }

    @Test
    void removedOneIsEmpty() {
        Cgroup cgroup = new Cgroup(Map.of("memory", root.resolve("gone"), "pids", root.resolve("gone too")));

        assertThat(cgroup.processes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3120\nx\n", "-1\n", "99999999999999999999\n"})
    void listThatMakesNoSenseIsNotTakenForAnEmptyOne(String list) {
        RecordedHost host = RecordedHost.unpack("v2.txt", root);
        host.write("cg/longshore/db/cgroup.procs", list);
        Cgroup cgroup = host.cgroups().of(3120);

        assertThatThrownBy(cgroup::processes).isInstanceOf(UnavailableException.class);
    }

    @Test
    void missingListOfAnExistingCgroupIsNotTakenForAnEmptyOne() {
        RecordedHost host = RecordedHost.unpack("v2.txt", root);
        host.remove("cg/longshore/db/worker/cgroup.procs");
        Cgroup cgroup = host.cgroups().of(3120);

        assertThatThrownBy(cgroup::processes).isInstanceOf(UnavailableException.class);
    }
}

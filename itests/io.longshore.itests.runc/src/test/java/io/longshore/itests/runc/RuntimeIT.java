// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.NotFoundException;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Task;
import io.longshore.itests.support.NamespaceCgroups;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** What is asked of the runtime, not of a task. */
@EveryShim
class RuntimeIT {
    @Parameter
    private ShimKind kind;

    private Rig rig;
    private Namespace other;

    @BeforeEach
    void open() throws Exception {
        rig = Rig.open(kind);
        other = new Namespace(rig.namespace() + "-other");
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
        NamespaceCgroups.remove(other.name());
    }

    private Task inOther(String id, String... command) {
        OciSpec spec = OciSpec.builder(other, new ContainerId(id))
                .rootfs(rig.rootfs())
                .args(command)
                .build();
        rig.containers()
                .create(
                        other,
                        Container.builder(new ContainerId(id), spec)
                                .runtime(rig.runtime(null))
                                .build());
        return rig.runtime().create(other, new ContainerId(id), CreateOptions.DEFAULT);
    }

    @Test
    void tasksAreListedByNamespaceAndAcrossAll() {
        ContainerRuntime runtime = rig.runtime();
        Task b = rig.task("b", "sleep", "1000");
        Task a = rig.task("a", "sleep", "1000");
        // the same id in another namespace is another task
        Task otherA = inOther("a", "sleep", "1000");

        assertThat(runtime.list(rig.namespace())).containsExactly(a, b);
        assertThat(runtime.list(other)).containsExactly(otherA);
        assertThat(runtime.list()).containsExactly(a, b, otherA);
        assertThat(runtime.list(new Namespace("nobody"))).isEmpty();
        assertThat(runtime.get(other, otherA.id())).isSameAs(otherA);
        assertThat(runtime.get(rig.namespace(), a.id())).isSameAs(a);
        assertThatThrownBy(() -> runtime.get(other, b.id())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> runtime.delete(other, b.id())).isInstanceOf(NotFoundException.class);
    }

    @Test
    void taskOfTheSameIdInAnotherNamespaceIsNotTouched() throws Exception {
        Task mine = rig.task("twin", "sleep", "1000");
        Task theirs = inOther("twin", "sh", "-c", "exit 6");
        mine.start();
        theirs.start();

        assertThat(theirs.exit().toCompletableFuture().get(30, SECONDS).status())
                .isEqualTo(6);
        assertThat(rig.runtime().delete(other, theirs.id()).status()).isEqualTo(6);

        assertThat(mine.refresh().pid()).isEqualTo(mine.info().pid());
        assertThat(rig.runtime().list()).containsExactly(mine);
    }
}

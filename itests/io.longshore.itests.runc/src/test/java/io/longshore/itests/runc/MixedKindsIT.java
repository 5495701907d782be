// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.runtime.TaskState;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Tasks of all kinds side by side. */
class MixedKindsIT {
    private static Task run(Rig rig, String id, String runtime, String... command) {
        Container record = rig.containers()
                .create(
                        rig.namespace(),
                        Container.builder(
                                        new ContainerId(id),
                                        rig.spec(id, command).build())
                                .runtime(new RuntimeInfo(runtime, null))
                                .build());
        Task task = rig.runtime().create(rig.namespace(), record.id(), CreateOptions.DEFAULT);
        task.start();
        return task;
    }

    private static String id(ShimKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    @Test
    void tasksOfAllKindsLiveSideBySideAndAreFoundAgainTogether() throws Exception {
        List<ShimKind> kinds = ShimKind.all().toList();
        try (Rig rig = Rig.open(kinds.get(0))) {
            List<TaskInfo> before = kinds.stream()
                    .map(kind -> run(rig, id(kind), kind.runtimeName(), "sleep", "1000")
                            .info())
                    .toList();
            assertThat(before)
                    .extracting(TaskInfo::shimKind)
                    .isEqualTo(kinds.stream().map(MixedKindsIT::id).toList());

            rig.restart();

            for (TaskInfo info : before) {
                Task task = rig.runtime().get(rig.namespace(), info.id());
                assertThat(task.info()).isEqualTo(info);
                assertThat(task.refresh().state()).isEqualTo(TaskState.RUNNING);
            }
            for (ShimKind kind : kinds) {
                Task more = run(rig, "more-" + id(kind), kind.runtimeName(), "sh", "-c", "exit 5");
                assertThat(more.exit().toCompletableFuture().get(30, SECONDS).status())
                        .isEqualTo(5);
                more.delete();
                rig.runtime().get(rig.namespace(), new ContainerId(id(kind))).forceDelete();
            }
            assertThat(rig.leftovers()).isEmpty();
        }
    }

    @Test
    void whoNamesNoRuntimeGetsWhatIsConfiguredElseWhatIsInstalled() throws Exception {
        ShimKind first = ShimKind.withProcess().anyMatch(kind -> kind == ShimKind.V2) ? ShimKind.V2 : ShimKind.V1;
        try (Rig rig = Rig.open(first)) {
            assertThat(run(rig, "default", "", "sleep", "1000").info().shimKind())
                    .isEqualTo(id(first));
            assertThat(rig.runtime().status().configuration()).containsEntry("default_runtime", first.runtimeName());

            rig.restartWith(settings -> settings.withDefaultRuntime(ShimKind.LOCAL.runtimeName()));

            assertThat(run(rig, "local", "", "sleep", "1000").info().shimKind()).isEqualTo("local");
            assertThat(rig.runtime()
                            .get(rig.namespace(), new ContainerId("default"))
                            .info()
                            .shimKind())
                    .isEqualTo(id(first));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.UnavailableException;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskStats;
import io.longshore.runtime.linux.internal.cgroup.Cgroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a kind of shim can, and another cannot. */
class ShimChoicesTest extends RuntimeWithFakeShims {
    private static final TaskStats SAID =
            new TaskStats(NOW, 7L, null, null, null, null, null, null, null, null, null, null, null);

    private Task running() throws Exception {
        Task task = create();
        task.start();
        Path memory = Files.createDirectories(directory.resolve("memory/web"));
        Files.writeString(memory.resolve("memory.usage_in_bytes"), "4096\n");
        Cgroup cgroup = new Cgroup(Map.of("memory", memory));
        TaskRecordFile record = ((LinuxTask) task).parts().record();
        record.update(known -> known.started(new FirstProcess(FakeShims.PID, 0, cgroup), NOW));
        return task;
    }

    @Test
    void statisticsAreWhatTheShimSays() throws Exception {
        Task task = running();
        shims.stats = Optional.of(SAID);

        assertThat(task.stats()).isEqualTo(SAID);
    }

    @Test
    void statisticsAreReadIfTheShimCannotSayThem() throws Exception {
        Task task = running();
        assertThat(task.stats().memoryUsage()).isEqualTo(4096);

        shims.stats = Optional.of(SAID);
        shims.failing("stats", new UnavailableException("it hangs"));

        assertThat(task.stats().memoryUsage()).isEqualTo(4096);
    }

    @Test
    void groupIsInTheSpecificationWhereShimsLookForIt() throws Exception {
        Task task = runtime.create(NS, ID, CreateOptions.DEFAULT.withShimGroup("pod"));

        OciSpec spec = OciSpec.parse(Files.readString(task.info().bundle().resolve("config.json")));
        assertThat(spec.annotation(CreateOptions.GROUP_ANNOTATION)).isEqualTo("pod");
        assertThat(shims.launches.get(0).group()).isEqualTo("pod");
    }

    @Test
    void annotationOfAPodIsAGroupToo() {
        OciSpec pod = OciSpec.parse("{\"annotations\":{\"io.kubernetes.cri.sandbox-id\":\"pod\"}}");

        assertThat(ShimGroup.of(pod)).isEqualTo("pod");
        assertThat(ShimGroup.of(ShimGroup.noted(pod, CreateOptions.DEFAULT))).isEqualTo("pod");
        assertThat(ShimGroup.of(ShimGroup.noted(pod, CreateOptions.DEFAULT.withShimGroup("mine"))))
                .isEqualTo("mine");
        assertThat(ShimGroup.of(OciSpec.parse("{}"))).isEmpty();
    }

    @Test
    void groupWithoutANameIsRefused() {
        for (String name : List.of(CreateOptions.GROUP_ANNOTATION, "io.kubernetes.cri.sandbox-id")) {
            OciSpec spec = OciSpec.parse("{\"annotations\":{\"" + name + "\":\"\"}}");
            assertThatThrownBy(() -> ShimGroup.of(spec))
                    .isInstanceOf(InvalidArgumentException.class)
                    .hasMessageContaining(name);
        }
    }

    @Test
    void wantOfMemoryIsTakenFromAShimOnlyIfNobodyElseTellsIt() throws Exception {
        running();
        TaskEvent.OutOfMemory event = new TaskEvent.OutOfMemory(NS, ID);
        shims.tellsOutOfMemory = false;
        shims.sink.accept(event);
        assertThat(events.list(0, 1000)).noneMatch(record -> record.event().equals(event));

        shims.tellsOutOfMemory = true;
        shims.sink.accept(event);
        assertThat(events.list(0, 1000)).anyMatch(record -> record.event().equals(event));
    }
}

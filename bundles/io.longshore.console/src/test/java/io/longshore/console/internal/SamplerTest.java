// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.fakes.FakeContainers;
import io.longshore.api.fakes.FakeRuntime;
import io.longshore.api.fakes.FakeTask;
import io.longshore.api.runtime.CreateOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final Namespace BLUE = new Namespace("blue");

    private final FakeContainers containers = new FakeContainers();
    private final FakeRuntime runtime = new FakeRuntime(containers);
    private final ManualScheduler scheduler = new ManualScheduler();
    private final Sampler sampler = new Sampler(runtime, scheduler, Duration.ofSeconds(2), 3);
    private final List<Map<TaskName, Sample>> seen = new ArrayList<>();
    private final Consumer<Map<TaskName, Sample>> looker = seen::add;

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    @Test
    void nothingIsReadWhileNobodyLooks() {
        assertThat(scheduler.scheduled()).isZero();
        Consumer<Map<TaskName, Sample>> other = newest -> {};

        sampler.look(looker);
        sampler.look(other);
        assertThat(scheduler.scheduled()).isEqualTo(1);
        sampler.lookAway(looker);
        assertThat(scheduler.scheduled()).isEqualTo(1);
        sampler.lookAway(other);

        assertThat(scheduler.scheduled()).isZero();
    }

    @Test
    void cpuIsWhatWasUsedSinceTheSampleBefore() {
        FakeTask task = running("web");
        sampler.look(looker);

        task.stats = LiveStreamsTest.stats(0);
        scheduler.tick();
        task.stats = LiveStreamsTest.stats(2);
        scheduler.tick();

        List<Sample> samples = sampler.samples(new TaskName(BLUE, new ContainerId("web")));
        assertThat(samples).extracting(Sample::cpu).containsExactly(null, 25.0);
        assertThat(samples).extracting(Sample::memory).containsExactly(1000L, 1000L);
        assertThat(seen).hasSize(2);
    }

    @Test
    void onlyTheLastSamplesAreKept() {
        FakeTask task = running("web");
        sampler.look(looker);

        for (int i = 0; i < 10; i++) {
            task.stats = LiveStreamsTest.stats(i);
            scheduler.tick();
        }

        List<Sample> samples = sampler.samples(new TaskName(BLUE, new ContainerId("web")));
        assertThat(samples).hasSize(3);
        assertThat(samples.get(2).at()).isEqualTo(LiveStreamsTest.stats(9).at().toEpochMilli());
    }

    @Test
    void ofATaskThatIsGoneNothingIsKept() {
        FakeTask task = running("web");
        task.stats = LiveStreamsTest.stats(0);
        sampler.look(looker);
        scheduler.tick();

        task.forceDelete();
        scheduler.tick();

        assertThat(sampler.samples(new TaskName(BLUE, new ContainerId("web")))).isEmpty();
    }

    @Test
    void aTaskThatCannotBeReadDoesNotHideTheOthers() {
        running("broken");
        FakeTask task = running("web");
        task.stats = LiveStreamsTest.stats(0);
        sampler.look(looker);

        scheduler.tick();

        assertThat(seen.get(0)).containsOnlyKeys(new TaskName(BLUE, new ContainerId("web")));
    }

    @Test
    void lookingAgainBeginsAnew() {
        FakeTask task = running("web");
        task.stats = LiveStreamsTest.stats(0);
        sampler.look(looker);
        scheduler.tick();

        sampler.lookAway(looker);
        assertThat(sampler.samples(new TaskName(BLUE, new ContainerId("web")))).isEmpty();
        sampler.look(looker);
        task.stats = LiveStreamsTest.stats(100);
        scheduler.tick();

        assertThat(sampler.samples(new TaskName(BLUE, new ContainerId("web"))))
                .extracting(Sample::cpu)
                .containsExactly((Double) null);
    }

    private FakeTask running(String id) {
        ContainerId name = new ContainerId(id);
        containers.create(
                BLUE,
                Container.builder(name, OciSpec.builder(BLUE, name).args("a").build())
                        .build());
        FakeTask task = (FakeTask) runtime.create(BLUE, name, CreateOptions.DEFAULT);
        task.start();
        return task;
    }
}

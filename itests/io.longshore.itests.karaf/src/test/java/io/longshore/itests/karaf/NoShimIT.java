// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.longshore.api.NotFoundException;
import io.longshore.api.events.EventExchange;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.runtime.TaskState;
import java.time.Duration;
import java.util.Arrays;
import java.util.Dictionary;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Containers that have this Karaf as their parent. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class NoShimIT {
    private static final String RUNTIME = "io.longshore.runtime.linux";
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @Inject
    protected BundleContext context;

    @Inject
    protected ConfigurationAdmin configurations;

    @org.ops4j.pax.exam.Configuration
    public static Option[] karaf() {
        return Setup.distribution(NoShimIT.class);
    }

    @After
    public void nothingIsLeft() throws Exception {
        try {
            new Longshore(context).cleanUp();
        } finally {
            noShim(false);
        }
    }

    private void noShim(boolean wanted) throws Exception {
        Configuration configuration = configurations.getConfiguration(RUNTIME, "?");
        Dictionary<String, Object> properties = configuration.getProperties();
        properties.put("no_shim", String.valueOf(wanted));
        new Services(context).getAfter(() -> configuration.update(properties), ContainerRuntime.class);
    }

    private void restart(String name) throws Exception {
        Bundle bundle = Arrays.stream(context.getBundles())
                .filter(each -> name.equals(each.getSymbolicName()))
                .findFirst()
                .orElseThrow();
        new Services(context)
                .getAfter(
                        () -> {
                            bundle.stop();
                            bundle.start();
                        },
                        ContainerRuntime.class);
    }

    @Test
    public void theyOutliveTheRuntimeAndItsConfiguration() throws Exception {
        noShim(true);
        Longshore longshore = new Longshore(context);
        TaskInfo before = longshore.startSleeper("survivor").info();
        assertThat(before.shimKind()).isEqualTo("local");

        restart(RUNTIME);
        assertThat(longshore.task("survivor").info()).isEqualTo(before);
        noShim(false);
        assertThat(longshore.task("survivor").info()).isEqualTo(before);
        restart("io.longshore.shim.remote");
        assertThat(longshore.task("survivor").info()).isEqualTo(before);

        assertThat(longshore.startSleeper("next").info().shimKind()).isEqualTo("v2");
    }

    @Test
    public void theyEndWithTheBundleThatDrivesThem() throws Exception {
        noShim(true);
        Longshore longshore = new Longshore(context);
        TaskInfo before = longshore.startSleeper("mortal").info();
        assertThat(before.state()).isEqualTo(TaskState.RUNNING);

        restart("io.longshore.shim.local");

        await().atMost(DEADLINE)
                .untilAsserted(
                        () -> assertThatThrownBy(() -> longshore.task("mortal")).isInstanceOf(NotFoundException.class));
        assertThat(ProcessHandle.of(before.pid())).isEmpty();
        assertThat(longshore.services().get(EventExchange.class).list(0, Integer.MAX_VALUE))
                .filteredOn(record -> record.event() instanceof TaskEvent.Exited exited
                        && exited.containerId().equals(before.id()))
                .singleElement()
                .satisfies(record -> assertThat(
                                ((TaskEvent.Exited) record.event()).exit().cause())
                        .isEqualTo(Exit.Cause.SHIM_LOST));
    }
}

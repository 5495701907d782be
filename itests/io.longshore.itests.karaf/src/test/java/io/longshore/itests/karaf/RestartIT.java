// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.runtime.TaskState;
import java.util.Arrays;
import java.util.Dictionary;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;

/** Bundles and configurations change while a container runs. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class RestartIT {
    private static final String RUNTIME = "io.longshore.runtime.linux";

    @Inject
    protected BundleContext context;

    @Inject
    protected ConfigurationAdmin configurations;

    @Configuration
    public static Option[] karaf() {
        return Setup.distribution(RestartIT.class);
    }

    @After
    public void nothingIsLeft() {
        new Longshore(context).cleanUp();
    }

    @Test
    public void aTaskOutlivesARestartOfTheRuntime() throws Exception {
        assertSurvives(() -> restart(RUNTIME));
    }

    @Test
    public void aTaskOutlivesARestartOfTheShimsBundle() throws Exception {
        assertSurvives(() -> restart("io.longshore.shim.remote"));
    }

    @Test
    public void aTaskOutlivesAChangeOfTheConfiguration() throws Exception {
        assertSurvives(() -> {
            var configuration = configurations.getConfiguration(RUNTIME, "?");
            Dictionary<String, Object> properties = configuration.getProperties();
            properties.put("call_timeout", "15000");
            configuration.update(properties);
        });
    }

    private void restart(String name) throws Exception {
        Bundle bundle = Arrays.stream(context.getBundles())
                .filter(each -> name.equals(each.getSymbolicName()))
                .findFirst()
                .orElseThrow();
        bundle.stop();
        new Services(context).awaitNone(ContainerRuntime.class);
        bundle.start();
    }

    private void assertSurvives(Services.ThrowingRunnable change) throws Exception {
        Longshore longshore = new Longshore(context);
        TaskInfo before = longshore.startSleeper("survivor").info();

        longshore.services().getAfter(change, ContainerRuntime.class);

        Task task = longshore.task("survivor");
        TaskInfo after = task.info();
        assertThat(after.state()).isEqualTo(TaskState.RUNNING);
        assertThat(after.pid()).isEqualTo(before.pid());
        assertThat(after.shimPid()).isEqualTo(before.shimPid());
        assertThat(after.startedAt()).isEqualTo(before.startedAt());
        assertThat(ProcessHandle.of(after.pid())).isPresent();

        task.kill(Signal.KILL, false);

        assertThat(Longshore.exit(task).status()).isEqualTo(137);
        assertThat(task.delete().status()).isEqualTo(137);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Dictionary;
import javax.inject.Inject;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.junit.After;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** A machine that lacks something: that is said, and used without a restart when it is there. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DegradedIT {
    private static final String RUNTIME = "io.longshore.runtime.linux";

    @Inject
    protected BundleContext context;

    @Inject
    protected ConfigurationAdmin configurations;

    @Inject
    protected SessionFactory sessions;

    @org.ops4j.pax.exam.Configuration
    public static Option[] karaf() {
        return Setup.distribution(DegradedIT.class);
    }

    @After
    public void nothingIsLeft() throws Exception {
        try {
            new Longshore(context).cleanUp();
        } finally {
            configure("state", Workplace.current().state());
            configure("runtime", Path.of("runc"));
        }
    }

    private ContainerRuntime configure(String key, Path value) throws Exception {
        Configuration configuration = configurations.getConfiguration(RUNTIME, "?");
        Dictionary<String, Object> properties = configuration.getProperties();
        properties.put(key, value.toString());
        return new Services(context).getAfter(() -> configuration.update(properties), ContainerRuntime.class);
    }

    private String diagnosis() throws Exception {
        // commands come and go with the service that they use, some time after it
        await().atMost(Duration.ofSeconds(30))
                .until(() -> sessions.getRegistry().getCommand("task", "diagnose") != null);
        try (Shell shell = Shell.open(sessions, Users.ADMIN)) {
            return shell.run("task:diagnose").output();
        }
    }

    /** As below a {@code /run} that is read-only. */
    @Test
    public void directoryThatCannotBeMadeIsSaidAndMadeWhenItCan() throws Exception {
        Longshore longshore = new Longshore(context);
        Path inTheWay = Files.createFile(Workplace.current().directory().resolve("run"));

        ContainerRuntime absent = configure("state", inTheWay.resolve("state"));
        assertThat(absent.status().missing()).singleElement().asString().contains(inTheWay.toString());
        assertThat(context.getServiceReference(ContainerRuntime.class).getProperty(ContainerRuntime.MISSING))
                .asString()
                .contains(inTheWay.toString());
        assertThat(diagnosis()).contains("PROBLEM", inTheWay.toString());
        assertThatThrownBy(() -> longshore.task("none"))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining(inTheWay.toString());

        longshore.services().getAfter(() -> Files.delete(inTheWay), ContainerRuntime.class);
        assertThat(longshore.startSleeper("later").info().state()).isEqualTo(TaskState.RUNNING);
        longshore.runtime().list().forEach(task -> task.forceDelete());
        assertThat(longshore.runtime().status().missing()).isEmpty();
        assertThat(context.getServiceReference(ContainerRuntime.class).getPropertyKeys())
                .doesNotContain(ContainerRuntime.MISSING);
    }

    @Test
    public void runtimeThatIsNotInstalledIsSaidAndUsedWhenItIs() throws Exception {
        Longshore longshore = new Longshore(context);
        Path later = Workplace.current().directory().resolve("later-runc");

        configure("runtime", later);
        assertThat(diagnosis()).contains("PROBLEM", later.toString());
        assertThatThrownBy(() -> longshore.startSleeper("early")).hasMessageContaining(later.toString());

        Files.createSymbolicLink(later, runc());
        assertThat(longshore.startSleeper("later").info().state()).isEqualTo(TaskState.RUNNING);
        assertThat(diagnosis()).contains("OK").doesNotContain("PROBLEM");
    }

    private static Path runc() {
        for (String directory : System.getenv("PATH").split(":", -1)) {
            Path found = Path.of(directory, "runc");
            if (Files.isExecutable(found)) {
                return found;
            }
        }
        throw new AssertionError("no runc on the PATH");
    }
}

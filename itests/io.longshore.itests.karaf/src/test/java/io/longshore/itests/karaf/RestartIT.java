// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventRecord;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.runtime.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.event.Event;

/** Bundles and configurations change while a container runs, here with a shim of the first generation. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class RestartIT {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final String RUNTIME = "io.longshore.runtime.linux";
    private static final String CONSUMER = "io.longshore.itests.consumer";

    private static final String V1_SHIM = "containerd-shim";

    @Inject
    protected BundleContext context;

    @Inject
    protected ConfigurationAdmin configurations;

    @Configuration
    public static Option[] karaf() {
        return Setup.distributionWith(isThere(V1_SHIM) ? RuntimeInfo.LINUX_V1 : RuntimeInfo.RUNC_V2, RestartIT.class);
    }

    @After
    public void nothingIsLeft() {
        new Longshore(context).cleanUp();
    }

    @Test
    public void aTaskOutlivesARestartOfEachBundleAlone() throws Exception {
        Longshore longshore = new Longshore(context);
        TaskInfo before = longshore.startSleeper("survivor").info();

        for (Bundle bundle : ourBundles()) {
            bundle.stop();
            bundle.start();

            assertSame(bundle + " restarted", before, longshore);
        }
        assertEndsByAKill(longshore.task("survivor"));
    }

    /** Of those that others get no classes from: an update of the others needs a refresh, see {@link HotDeploymentIT}. */
    @Test
    public void aTaskOutlivesAnUpdateOfEachBundleAlone() throws Exception {
        Longshore longshore = new Longshore(context);
        TaskInfo before = longshore.startSleeper("survivor").info();
        List<Bundle> updated = ourBundles().stream()
                .filter(bundle -> bundle.adapt(BundleWiring.class)
                        .getCapabilities(PackageNamespace.PACKAGE_NAMESPACE)
                        .isEmpty())
                .toList();
        assertThat(updated).extracting(Bundle::getSymbolicName).contains(RUNTIME, "io.longshore.events");

        for (Bundle bundle : updated) {
            bundle.update();

            assertSame(bundle + " updated", before, longshore);
        }
        assertEndsByAKill(longshore.task("survivor"));
    }

    @Test
    public void whatHappensWhileAllBundlesAreStoppedIsToldOnce() throws Exception {
        Longshore longshore = new Longshore(context);
        Workplace workplace = Workplace.current();
        Gate gate = Gate.create(workplace, "gate");
        Path diary = workplace.output("diary");
        Bundle consumer = context.installBundle(Artifacts.consumer());
        keepADiary(diary);
        consumer.start();
        try (RecordedEvents recorded = new RecordedEvents(context, workplace.namespace())) {
            TaskInfo survivor = longshore.startSleeper("survivor").info();
            long pid = longshore.start("ends", gate.program(7)).info().pid();

            List<Bundle> bundles = ourBundles();
            for (Bundle bundle : bundles) {
                bundle.stop();
            }
            longshore.services().awaitNone(ContainerRuntime.class);
            Gate.Span meanwhile = gate.letGo(pid);
            for (Bundle bundle : bundles) {
                bundle.start();
            }

            assertSame("all restarted", survivor, longshore);
            Exit exit = Longshore.exit(longshore.task("ends"));
            assertThat(exit.status()).isEqualTo(7);
            assertThat(exit.cause()).isEqualTo(Exit.Cause.EXITED);
            meanwhile.assertContains(exit.at());
            assertThat(longshore.task("ends").delete().status()).isEqualTo(7);
            assertEndsByAKill(longshore.task("survivor"));
            assertToldOnce(recorded.until(event -> of(event, "survivor", "/tasks/delete")));
            assertThatTheDiaryIsComplete(diary, longshore.services().get(EventExchange.class));
        } finally {
            consumer.uninstall();
            configurations.getConfiguration(CONSUMER, "?").delete();
        }
    }

    private void keepADiary(Path file) throws Exception {
        configurations
                .getConfiguration(CONSUMER, "?")
                .update(FrameworkUtil.asDictionary(Map.of("file", file.toString())));
    }

    private static boolean of(Event event, String id, String topic) {
        return id.equals(event.getProperty("container_id")) && topic.equals(event.getProperty("longshore.topic"));
    }

    // R16
    private static void assertToldOnce(List<Event> events) {
        for (String id : List.of("survivor", "ends")) {
            assertThat(events)
                    .filteredOn(event -> id.equals(event.getProperty("container_id")))
                    .extracting(event -> event.getProperty("longshore.topic"))
                    .as(id)
                    .containsExactly("/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete");
        }
        assertThat(events)
                .filteredOn(event -> of(event, "ends", "/tasks/exit"))
                .extracting(event -> event.getProperty("exit_status"))
                .containsExactly(7);
    }

    // R15
    private static void assertThatTheDiaryIsComplete(Path diary, EventExchange events) {
        await().atMost(DEADLINE)
                .untilAsserted(
                        () -> assertThat(Files.readAllLines(diary).stream().map(RestartIT::sequence))
                                .containsExactlyElementsOf(events.list(0, 10_000).stream()
                                        .map(EventRecord::sequence)
                                        .toList()));
    }

    private static long sequence(String line) {
        return Long.parseLong(line.substring(0, line.indexOf(' ')));
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

    private List<Bundle> ourBundles() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().startsWith("io.longshore.")
                        && !bundle.getSymbolicName().equals(CONSUMER))
                .toList();
    }

    private void assertSurvives(Services.ThrowingRunnable change) throws Exception {
        Longshore longshore = new Longshore(context);
        TaskInfo before = longshore.startSleeper("survivor").info();

        longshore.services().getAfter(change, ContainerRuntime.class);

        assertSame("changed", before, longshore);
        assertEndsByAKill(longshore.task("survivor"));
    }

    /** containerd 2 has no shim of the first generation any more. */
    private static boolean isThere(String program) {
        return Stream.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin")
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    private static void assertSame(String when, TaskInfo before, Longshore longshore) {
        TaskInfo after = longshore.task("survivor").info();
        assertThat(after.state()).as(when).isEqualTo(TaskState.RUNNING);
        assertThat(after.pid()).as(when).isEqualTo(before.pid());
        assertThat(after.shimPid()).as(when).isEqualTo(before.shimPid());
        assertThat(ProcessHandle.of(after.shimPid()).flatMap(shim -> shim.info().command()))
                .as(when)
                .hasValueSatisfying(program ->
                        assertThat(program).endsWith("/" + (isThere(V1_SHIM) ? V1_SHIM : V1_SHIM + "-runc-v2")));
        assertThat(after.startedAt()).as(when).isEqualTo(before.startedAt());
        assertThat(ProcessHandle.of(after.pid())).as(when).isPresent();
    }

    private static void assertEndsByAKill(Task task) throws Exception {
        task.kill(Signal.KILL, false);

        assertThat(Longshore.exit(task).status()).isEqualTo(137);
        assertThat(task.delete().status()).isEqualTo(137);
    }
}

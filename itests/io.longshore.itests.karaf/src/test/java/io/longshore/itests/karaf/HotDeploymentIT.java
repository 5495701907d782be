// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import javax.management.openmbean.CompositeData;
import org.apache.karaf.features.FeaturesService;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.event.Event;

/**
 * Our KAR comes into a running Karaf, and goes. It uses JMX and none of our classes: who uses them is refreshed when they
 * go, and that would end the test.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class HotDeploymentIT {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @Inject
    protected BundleContext context;

    @Inject
    protected FeaturesService features;

    private Workplace workplace;
    private String namespace;
    private Path kar;
    private JmxClient admin;

    @Configuration
    public static Option[] karaf() {
        return Setup.stockKaraf(HotDeploymentIT.class);
    }

    @Before
    public void deploy() throws Exception {
        workplace = Workplace.current();
        namespace = workplace.namespace();
        kar = Path.of(System.getProperty("karaf.base"), "deploy", "longshore.kar");
        admin = JmxClient.admin();
        assertThat(ourBundles()).isEmpty();
        copyKar();
    }

    /** Written beside it and moved, so that Karaf never sees half of it. */
    private void copyKar() throws Exception {
        Path part = Path.of(System.getProperty("karaf.data"), "tmp", "longshore.kar.part");
        try (InputStream in = new URL(Artifacts.kar()).openStream()) {
            Files.copy(in, part);
        }
        Files.move(part, kar);
        awaitRuntime();
    }

    private void awaitRuntime() {
        new SettledRuntime(context).await(admin);
    }

    private void removeKar() throws Exception {
        Files.deleteIfExists(kar);
        await().atMost(DEADLINE).untilAsserted(() -> assertThat(ourBundles()).isEmpty());
    }

    @After
    public void undeploy() throws Exception {
        try (JmxClient client = admin) {
            if (client.finds()) {
                client.removeAll();
            }
            removeKar();
            assertThat(client.finds()).isFalse();
        }
        workplace.assertNothingIsLeft();
    }

    @Test
    public void aKarInTheDeployDirectoryRunsAContainer() throws Exception {
        Path output = workplace.output("kar");
        create("hello", output.toString(), "sh", "-c", "echo hello; exit 7");

        admin.call("startTask", namespace, "hello");

        assertThat(admin.row("waitTask", namespace, "hello", 30_000L).get("exitStatus"))
                .isEqualTo(7);
        admin.call("deleteTask", namespace, "hello");
        assertThat(Files.readString(output)).isEqualTo("hello\n");
        assertThat(ourBundles()).hasSize(15).allMatch(bundle -> bundle.getState() == Bundle.ACTIVE);
        for (String service : List.of(
                "io.longshore.api.runtime.ContainerRuntime",
                "io.longshore.api.containers.ContainerStore",
                "io.longshore.api.containers.NamespaceStore",
                "io.longshore.api.events.EventExchange",
                "io.longshore.api.streams.TaskStreams")) {
            assertThat(context.getAllServiceReferences(service, null))
                    .as(service)
                    .hasSize(1);
        }
        assertThat(context.getAllServiceReferences("io.longshore.api.shim.ShimProvider", null))
                .extracting(reference -> reference.getProperty("longshore.shim"))
                .containsExactlyInAnyOrder("v1", "v2", "local");
    }

    /** Our KAR came with its guard while Karaf's connector was there; who was in already is told of in the log. */
    @Test
    public void aViewerRunsNoCodeOfTheirsThroughJmxOnceTheKarIsThere() throws Exception {
        MletAttack attack = new MletAttack(workplace);
        try (JmxClient viewer = JmxClient.login(Users.VIEWER)) {
            attack.assertRefused(viewer.server());
            refreshAll();
        }
        try (JmxClient viewer = JmxClient.login(Users.VIEWER)) {
            attack.assertRefused(viewer.server());
        }
        assertThat(Path.of(System.getProperty(Setup.LOG_PROPERTY)))
                .content()
                .contains("except over connections that were there before: [rmi://");
    }

    @Test
    public void aTaskOutlivesARefreshAnUpdateAndANewDeploymentOfAllBundles() throws Exception {
        create("survivor", "", "sleep", "600");
        admin.call("startTask", namespace, "survivor");
        CompositeData before = task();

        refreshAll();
        assertThat(task()).isEqualTo(before);

        for (Bundle bundle : ourBundles()) {
            bundle.update();
        }
        refreshAll();
        assertThat(task()).isEqualTo(before);

        removeKar();
        assertThat(ProcessHandle.of((Long) before.get("pid"))).isPresent();
        copyKar();
        assertThat(task()).isEqualTo(before);

        admin.call("killTask", namespace, "survivor", "KILL");
        assertThat(admin.row("waitTask", namespace, "survivor", 30_000L).get("exitStatus"))
                .isEqualTo(137);
    }

    @Test
    public void tasksOutliveTheFeatureAndAnExitMeanwhileIsToldOnce() throws Exception {
        Gate gate = Gate.create(workplace, "gate");
        create("survivor", "", "sleep", "600");
        admin.call("startTask", namespace, "survivor");
        CompositeData survivor = task();
        create("ends", "", gate.program(7));
        admin.call("startTask", namespace, "ends");
        long pid = (Long) admin.task(workplace, "ends").get("pid");

        try (RecordedEvents recorded = new RecordedEvents(context, namespace)) {
            features.uninstallFeature("longshore");
            await().atMost(DEADLINE)
                    .untilAsserted(() -> assertThat(ourBundles()).isEmpty());
            Gate.Span meanwhile = gate.letGo(pid);
            features.installFeature("longshore");
            awaitRuntime();

            assertThat(admin.task(workplace, "survivor")).isEqualTo(survivor);
            ToldExit.assertTold(admin, workplace, "ends", 7, meanwhile);
            admin.call("deleteTask", namespace, "ends");
            assertThat(recorded.until("io/longshore/tasks/delete"))
                    .extracting(Event::getTopic)
                    .containsOnlyOnce("io/longshore/tasks/exit");
        }
    }

    private void create(String id, String output, String... command) throws Exception {
        admin.create(workplace, id, output, command);
    }

    private CompositeData task() throws Exception {
        CompositeData[] tasks = admin.rows("listTasks", namespace);
        assertThat(tasks).hasSize(1);
        return tasks[0];
    }

    private void refreshAll() throws Exception {
        CountDownLatch refreshed = new CountDownLatch(1);
        context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(ourBundles(), event -> refreshed.countDown());
        assertThat(refreshed.await(60, TimeUnit.SECONDS)).isTrue();
        awaitRuntime();
    }

    private List<Bundle> ourBundles() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().startsWith("io.longshore."))
                .toList();
    }
}

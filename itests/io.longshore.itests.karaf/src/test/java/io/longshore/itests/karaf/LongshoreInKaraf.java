// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.api.containers.ContainerStore;
import io.longshore.api.containers.NamespaceStore;
import io.longshore.api.events.EventExchange;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.Exit;
import io.longshore.api.shim.ShimProvider;
import io.longshore.itests.consumer.CommandRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.inject.Inject;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeaturesService;
import org.apache.karaf.features.Repository;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.junit.After;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.event.Event;

/** What must hold in every Karaf, however Longshore came into it. */
public abstract class LongshoreInKaraf {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @Inject
    protected BundleContext context;

    @Inject
    protected FeaturesService features;

    @Inject
    protected SessionFactory sessions;

    @After
    public void nothingIsLeft() {
        new Longshore(context).cleanUp();
    }

    protected void type(String... commands) throws Exception {
        // Karaf makes the commands of a bundle visible some time after the bundle has started
        await().atMost(DEADLINE).until(() -> sessions.getRegistry().getCommand("feature", "install") != null);
        try (Shell shell = Shell.open(sessions, Users.ADMIN)) {
            for (String command : commands) {
                shell.run(command);
            }
        }
    }

    @Test
    public void everyFeatureInstallsAndEveryBundleIsActive() throws Exception {
        List<Feature> ours = Arrays.stream(features.listRepositories())
                .filter(repository -> repository.getName().startsWith("longshore"))
                .flatMap(repository -> features(repository).stream())
                .toList();
        assertThat(ours)
                .extracting(Feature::getName)
                .containsExactlyInAnyOrder(
                        "longshore",
                        "longshore-runtime",
                        "longshore-shim-remote",
                        "longshore-shim-local",
                        "longshore-management",
                        "longshore-console",
                        "longshore-decanter",
                        "longshore-shell");

        for (Feature feature : ours) {
            type("feature:install " + feature.getName());
        }

        assertThat(ours).allMatch(features::isInstalled);
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(bundles())
                        .extracting(Bundle::getSymbolicName)
                        .contains(
                                "io.longshore.api",
                                "io.longshore.posix",
                                "io.longshore.ttrpc",
                                "io.longshore.shim.protos",
                                "io.longshore.shim.remote",
                                "io.longshore.shim.local",
                                "io.longshore.runc",
                                "io.longshore.runtime.linux",
                                "io.longshore.metadata",
                                "io.longshore.events",
                                "io.longshore.management",
                                "io.longshore.management.guard",
                                "io.longshore.shell"));
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(bundles()).allMatch(bundle -> bundle.getState() == Bundle.ACTIVE));
    }

    private static List<Feature> features(Repository repository) {
        try {
            return List.of(repository.getFeatures());
        } catch (Exception e) {
            throw new AssertionError(repository.getName(), e);
        }
    }

    /** All but fragments, which never become active. */
    private List<Bundle> bundles() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null)
                .toList();
    }

    @Test
    public void theServicesAreThere() throws Exception {
        Services services = new Services(context);

        services.get(ContainerRuntime.class);
        services.get(ContainerStore.class);
        services.get(NamespaceStore.class);
        services.get(EventExchange.class);
        assertThat(context.getServiceReferences(ShimProvider.class, "(longshore.shim=v1)"))
                .hasSize(1);
    }

    @Test
    public void aConsumerRunsAContainerAndEventAdminTellsOfIt() throws Exception {
        Longshore longshore = new Longshore(context);
        Workplace workplace = Workplace.current();
        Path output = workplace.output("consumer");
        Bundle consumer = context.installBundle(Artifacts.consumer());
        consumer.start();
        CommandRunner runner = longshore.services().get(CommandRunner.class);

        try (RecordedEvents recorded = new RecordedEvents(context, workplace.namespace())) {
            Exit exit = runner.run(
                    longshore.namespace(),
                    workplace.rootfs(),
                    output,
                    "sh",
                    "-c",
                    "echo hello; echo world >&2; exit 7");

            assertThat(exit.status()).isEqualTo(7);
            assertThat(exit.cause()).isEqualTo(Exit.Cause.EXITED);
            assertThat(Files.readAllLines(output)).containsExactlyInAnyOrder("hello", "world");
            assertEvents(recorded.until("io/longshore/tasks/delete"));
        } finally {
            consumer.uninstall();
        }
    }

    private static void assertEvents(List<Event> events) {
        assertThat(events)
                .extracting(Event::getTopic)
                .containsExactly(
                        "io/longshore/tasks/create",
                        "io/longshore/tasks/start",
                        "io/longshore/tasks/exit",
                        "io/longshore/tasks/delete");
        assertThat(events)
                .extracting(event -> event.getProperty("container_id"))
                .containsOnly(id(events.get(0)));
        assertThat(events)
                .extracting(event -> event.getProperty("pid"))
                .containsOnly(events.get(0).getProperty("pid"))
                .allSatisfy(pid -> assertThat((Long) pid).isPositive());
        assertThat(events)
                .extracting(event -> (Long) event.getProperty("sequence"))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(events.get(2).getProperty("exit_status")).isEqualTo(7);
        assertThat(events.get(3).getProperty("exit_status")).isEqualTo(7);
    }

    private static String id(Event event) {
        String id = (String) event.getProperty("container_id");
        assertThat(id).startsWith("run-");
        return id;
    }
}

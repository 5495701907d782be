// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;

/** Our own distribution, as it starts. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DistributionIT extends LongshoreInKaraf {
    private static final String RUNTIME = "io.longshore.runtime.linux";

    @Configuration
    public static Option[] karaf() {
        return Setup.distribution(DistributionIT.class);
    }

    @Test
    public void everyConfigurationFileHasTheKeysAndDefaultsOfItsBundleAndNoOthers() throws Exception {
        type("feature:install longshore-console");
        Map<String, SortedMap<String, String>> files = ConfigurationFiles.inFiles(etc());
        // Pax Exam has put two keys into this one, and dropped all comments
        assertThat(files).containsKey(RUNTIME);
        files.put(RUNTIME, ConfigurationFiles.inFeatures(new URL(Artifacts.features()), RUNTIME));
        Map<String, SortedMap<String, String>> bundles = ConfigurationFiles.inBundles(context);

        assertThat(bundles)
                .containsOnlyKeys(
                        "io.longshore.console",
                        "io.longshore.events",
                        "io.longshore.metadata",
                        RUNTIME,
                        "io.longshore.streams");
        assertThat(files).containsOnlyKeys(bundles.keySet());
        bundles.forEach((pid, described) -> {
            assertThat(files.get(pid)).as(pid).containsOnlyKeys(described.keySet());
            files.get(pid).forEach((key, value) -> {
                if (!value.isEmpty()) {
                    assertThat(value).as("default of %s in %s", key, pid).isEqualTo(described.get(key));
                }
            });
        });
    }

    /** R12. */
    @Test
    public void whatSystemdNeedsToLeaveShimsAliveIsBesideTheConfiguration() {
        assertThat(etc().resolve("longshore-systemd.conf")).content().contains("KillMode=process", "Delegate=yes");
    }

    @Test
    public void aUnitThatGrantsNoMoreThanContainersTakeIsBesideTheConfiguration() {
        assertThat(etc().resolve("longshore.service"))
                .content()
                .contains("KillMode=process", "Delegate=yes", "CapabilityBoundingSet=CAP_SYS_ADMIN")
                .doesNotContain("CAP_SYS_MODULE", "CAP_SYS_BOOT", "CAP_SYS_RAWIO", "CAP_DAC_READ_SEARCH");
    }

    private static Path etc() {
        return Path.of(System.getProperty("karaf.etc"));
    }

    /**
     * As in Karaf's own distribution. Were it a boot feature, the bundles that send events if they can, the configuration's and
     * the log's among them, would be stopped and wired to it while Karaf starts.
     */
    @Test
    public void eventAdminIsThereBeforeTheFeatures() {
        List<String> names = Arrays.stream(context.getBundles())
                .sorted(Comparator.comparing(Bundle::getBundleId))
                .map(Bundle::getSymbolicName)
                .toList();

        assertThat(names)
                .containsSubsequence(
                        "org.apache.karaf.services.eventadmin",
                        "org.apache.felix.configadmin",
                        "org.apache.karaf.features.core");
    }
}

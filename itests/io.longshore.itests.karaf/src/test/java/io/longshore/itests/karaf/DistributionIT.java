// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
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
    @Configuration
    public static Option[] karaf() {
        return Setup.distribution(DistributionIT.class);
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

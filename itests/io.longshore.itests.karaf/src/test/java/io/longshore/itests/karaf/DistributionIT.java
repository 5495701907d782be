// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/** Our own distribution, as it starts. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DistributionIT extends LongshoreInKaraf {
    @Configuration
    public static Option[] karaf() {
        return Setup.distribution(DistributionIT.class);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/** Karaf as Apache makes it, with the two commands of our README typed into its console. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class StockKarafIT extends LongshoreInKaraf {
    @Configuration
    public static Option[] karaf() {
        return Setup.stockKaraf(StockKarafIT.class);
    }

    /** The first test finds it missing, the others find it there. */
    @Before
    public void install() throws Exception {
        type("feature:repo-add " + Artifacts.features(), "feature:install longshore");
        new SettledRuntime(context).await();
    }

    // R33
    @Test
    public void aHandlerThatEventAdminGivesUpLosesNothingSinceItCanAskForIt() throws Exception {
        SlowConsumer.assertLosesNothing(context);
    }
}

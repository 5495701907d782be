// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waiting for what comes to be so after a while. */
final class Patience {
    private Patience() {}

    /**
     * Looks until it is so, on the caller's thread; returns whether it came to be.
     *
     * @throws InterruptedException if that thread is interrupted; else what the look throws
     */
    static boolean until(Duration atMost, Duration betweenLooks, Callable<Boolean> look) throws Exception {
        try {
            Awaitility.await()
                    .pollInSameThread()
                    // those of others are seen by what they leave undone
                    .dontCatchUncaughtExceptions()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(betweenLooks)
                    .atMost(atMost)
                    .until(() -> {
                        // which only looking can notice
                        if (Thread.interrupted()) {
                            throw new InterruptedException("interrupted while something was waited for");
                        }
                        return look.call();
                    });
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }
}

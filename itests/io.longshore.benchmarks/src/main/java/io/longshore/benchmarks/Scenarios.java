// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks;

import io.longshore.benchmarks.scenarios.Distribution;
import io.longshore.benchmarks.scenarios.Events;
import io.longshore.benchmarks.scenarios.ExitLatency;
import io.longshore.benchmarks.scenarios.Growth;
import io.longshore.benchmarks.scenarios.JmxList;
import io.longshore.benchmarks.scenarios.Lifecycle;
import io.longshore.benchmarks.scenarios.LifecycleParallel;
import io.longshore.benchmarks.scenarios.Memory;
import io.longshore.benchmarks.scenarios.Methods;
import io.longshore.benchmarks.scenarios.OnRunningTask;
import io.longshore.benchmarks.scenarios.Records;
import io.longshore.benchmarks.scenarios.Restore;
import io.longshore.benchmarks.scenarios.Steps;
import java.util.List;

/** All there are, in the order they are run in. */
final class Scenarios {
    private Scenarios() {}

    static List<Scenario> all() {
        return List.of(
                new Lifecycle(),
                new LifecycleParallel(),
                new ExitLatency(),
                new Restore(),
                OnRunningTask.state(),
                OnRunningTask.kill(),
                OnRunningTask.exec(),
                new Records(),
                new Events(),
                new Memory(),
                new Distribution(),
                new JmxList(),
                new Growth(),
                new Steps(),
                new Methods());
    }
}

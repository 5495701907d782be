// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.events.EventExchange;
import io.longshore.runtime.linux.internal.cgroup.Cgroups;
import java.time.Clock;

/** What every task of a runtime works with. */
record TaskContext(
        RuntimeSettings settings,
        EventExchange events,
        Clock clock,
        RuntimeThreads threads,
        Operations operations,
        ShimKinds kinds,
        Cgroups cgroups,
        Watchdog watchdog,
        MemoryEvents memoryEvents,
        TaskRegistry registry,
        Wreckage wreckage) {}

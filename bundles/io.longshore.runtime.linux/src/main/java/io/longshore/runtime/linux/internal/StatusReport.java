// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.LongshoreException;
import io.longshore.api.runtime.HostPlatform;
import io.longshore.api.runtime.RuntimeStatus;
import io.longshore.runtime.linux.internal.cgroup.Cgroups;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts together what the parts of a runtime tell of themselves. */
final class StatusReport {
    private static final Logger LOG = LoggerFactory.getLogger(StatusReport.class);

    private final SortedMap<String, String> configuration;
    private final DefaultRuntime byDefault;
    private final HostPlatform platform;
    private final Programs programs;
    private final Operations operations;
    private final RestoreTally restore;
    private final Needs needs;

    StatusReport(
            RuntimeSettings settings,
            DefaultRuntime byDefault,
            Cgroups cgroups,
            Programs programs,
            Operations operations,
            RestoreTally restore,
            Needs needs) {
        this.configuration = configuration(settings);
        this.byDefault = byDefault;
        this.platform = platform(cgroups);
        this.programs = programs;
        this.operations = operations;
        this.restore = restore;
        this.needs = needs;
    }

    RuntimeStatus now() {
        SortedMap<String, String> now = new TreeMap<>(configuration);
        now.put("default_runtime", byDefault.known());
        return new RuntimeStatus(
                now,
                platform,
                programs.found(),
                needs.missing(programs.found()),
                operations.figures(),
                restore.result());
    }

    static HostPlatform platform(Cgroups cgroups) {
        return new HostPlatform(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                System.getProperty("os.version"),
                version(cgroups));
    }

    private static String version(Cgroups cgroups) {
        try {
            return cgroups.version();
        } catch (LongshoreException e) {
            LOG.warn("the version of cgroups is not known", e);
            return "unknown";
        }
    }

    /** As it was configured. */
    static SortedMap<String, String> configuration(RuntimeSettings settings) {
        SortedMap<String, String> values = new TreeMap<>();
        values.put("shim", settings.shimBinary());
        values.put("runtime", settings.runtime());
        values.put("runtime_root", settings.runtimeRoot().toString());
        values.put("root", settings.root().toString());
        values.put("state", settings.state().toString());
        values.put("no_shim", String.valueOf(settings.noShim()));
        values.put("shim_debug", String.valueOf(settings.shimDebug()));
        Deadlines deadlines = settings.deadlines();
        values.put("call_timeout", String.valueOf(deadlines.call().toMillis()));
        values.put("create_timeout", String.valueOf(deadlines.create().toMillis()));
        values.put("kill_timeout", String.valueOf(deadlines.kill().toMillis()));
        values.put("restore_timeout", String.valueOf(deadlines.restore().toMillis()));
        values.put("exit_timeout", String.valueOf(deadlines.exit().toMillis()));
        return values;
    }
}

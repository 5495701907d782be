// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.events.ContainerEvent;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.events.NamespaceEvent;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Diagnosis;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.OperationFigures;
import io.longshore.api.runtime.ProcessInfo;
import io.longshore.api.runtime.ProcessPid;
import io.longshore.api.runtime.RestoreResult;
import io.longshore.api.runtime.RuntimeProgram;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.runtime.TaskStats;
import io.longshore.management.ContainerData;
import io.longshore.management.DiagnosisData;
import io.longshore.management.EventData;
import io.longshore.management.ExitData;
import io.longshore.management.FindingData;
import io.longshore.management.NamespaceData;
import io.longshore.management.OperationData;
import io.longshore.management.PidData;
import io.longshore.management.ProcessData;
import io.longshore.management.ProgramData;
import io.longshore.management.RestoreData;
import io.longshore.management.StatsData;
import io.longshore.management.TaskData;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The API's values as rows of open types. */
final class Rows {
    private static final String FILE = "file://";
    private static final double NANOS_PER_MILLI = 1e6;

    private Rows() {}

    static ContainerData of(Namespace namespace, Container container) {
        return new ContainerData(
                namespace.name(),
                container.id().value(),
                container.image(),
                container.runtime().name(),
                container.createdAt().toString(),
                container.updatedAt().toString(),
                container.labels().entrySet().stream().map(Rows::pair).toList());
    }

    static TaskData of(TaskInfo info) {
        Instant startedAt = info.startedAt();
        Exit exit = info.exit();
        return new TaskData(
                info.namespace().name(),
                info.id().value(),
                info.state().name(),
                info.pid(),
                info.bundle().toString(),
                info.shimKind(),
                info.shimPid(),
                info.createdAt().toString(),
                startedAt == null ? null : startedAt.toString(),
                exit == null ? null : exit.status(),
                exit == null ? null : exit.cause().name(),
                info.reason());
    }

    static ExitData of(Exit exit) {
        return new ExitData(exit.status(), exit.cause().name(), exit.at().toString(), exit.detail());
    }

    static EventData of(EventRecord event) {
        ContainerId id = containerId(event.event());
        return new EventData(
                event.sequence(),
                event.time().toString(),
                event.event().topic(),
                event.event().namespace().name(),
                id == null ? "" : id.value(),
                event.event().attributes().entrySet().stream().map(Rows::pair).collect(Collectors.joining(", ")));
    }

    static ProcessData of(ProcessInfo info) {
        Exit exit = info.exit();
        return new ProcessData(
                info.id().value(),
                info.state().name(),
                info.pid(),
                exit == null ? null : exit.status(),
                exit == null ? null : exit.cause().name(),
                exit == null ? null : exit.at().toString());
    }

    static PidData of(ProcessPid pid) {
        ExecId exec = pid.execId();
        return new PidData(pid.pid(), exec == null ? null : exec.value());
    }

    static StatsData of(TaskStats stats) {
        return new StatsData(
                stats.at().toString(),
                stats.memoryUsage(),
                stats.memoryLimit(),
                stats.memoryMaxUsage(),
                stats.cpuNanos(),
                stats.cpuUserNanos(),
                stats.cpuSystemNanos(),
                stats.cpuThrottledNanos(),
                stats.pids(),
                stats.pidsLimit(),
                stats.blockReadBytes(),
                stats.blockWriteBytes(),
                stats.oomKills());
    }

    static DiagnosisData of(Diagnosis diagnosis) {
        return new DiagnosisData(
                diagnosis.at().toString(),
                diagnosis.verdict().name(),
                diagnosis.advice(),
                diagnosis.findings().stream()
                        .map(finding -> new FindingData(
                                finding.name(), finding.verdict().name(), finding.text()))
                        .toList());
    }

    static NamespaceData of(Namespace namespace, SortedMap<String, String> labels) {
        return new NamespaceData(
                namespace.name(), labels.entrySet().stream().map(Rows::pair).toList());
    }

    static ProgramData of(RuntimeProgram program) {
        return new ProgramData(
                program.key(), program.configured(), program.path(), program.version(), program.problem());
    }

    static OperationData of(OperationFigures figures) {
        return new OperationData(
                figures.operation(), figures.count(), figures.failures(), figures.medianMillis(), figures.p95Millis());
    }

    static RestoreData of(RestoreResult result) {
        return new RestoreData(
                result.restored(),
                result.unknown(),
                result.lost(),
                result.duration().toNanos() / NANOS_PER_MILLI,
                result.finished());
    }

    /** A file that output is appended to is given as a path, as it was; what else there is stays a URI. */
    static String output(Stdio stdio) {
        return stdio.stdout().startsWith(FILE) ? stdio.stdout().substring(FILE.length()) : stdio.stdout();
    }

    private static @Nullable ContainerId containerId(LongshoreEvent event) {
        if (event instanceof TaskEvent task) {
            return task.containerId();
        }
        if (event instanceof ContainerEvent container) {
            return container.containerId();
        }
        if (event instanceof NamespaceEvent) {
            return null;
        }
        throw new AssertionError(event.getClass());
    }

    private static String pair(Map.Entry<String, ?> entry) {
        return entry.getKey() + "=" + entry.getValue();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.runtime.Diagnosis;
import io.longshore.api.runtime.Finding.Verdict;
import io.longshore.api.runtime.TaskInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Looks for what could be wrong with one task. Nothing here changes anything, waits for another operation of the task, or
 * depends on its shim.
 */
final class TaskDiagnosis {
    /** A healthy shim answers in a few milliseconds. */
    private static final Duration SHIM_ANSWER = Duration.ofSeconds(2);
    /** Longer, so that a shim's own silence is told as such. */
    private static final Duration LOOK = Duration.ofSeconds(3);

    private final TaskParts parts;
    private final TaskInfo known;

    TaskDiagnosis(TaskParts parts, TaskInfo known) {
        this.parts = parts;
        this.known = known;
    }

    Diagnosis diagnose() {
        Instant now = parts.context().clock().instant();
        TaskRecord record = parts.record().current();
        OciBundle bundle = parts.bundle();
        List<Sight> seen = new Looks()
                .addAll(ShimLook.SHIM, new ShimLook(known, parts.contact().shim(), SHIM_ANSWER)::look)
                .add("process", new FirstProcessLook(known, record.process())::look)
                .add("mounts", new MountLook(known, bundle, record.rootfs())::look)
                .add("cgroup", new CgroupLook(known, record.process().cgroup(), now)::look)
                .add("directories", new DirectoryLook(bundle)::look)
                .add("log", new RuntimeLogLook(bundle)::look)
                .add("events", new LastEventsLook(parts.context().events(), parts.key())::look)
                .look(LOOK);
        return new Diagnosis(now, seen.stream().map(Sight::finding).toList(), advice(seen));
    }

    private String advice(List<Sight> seen) {
        for (Verdict verdict : List.of(Verdict.PROBLEM, Verdict.WARNING)) {
            for (Sight sight : seen) {
                if (sight.asksForMore(verdict)) {
                    return sight.advice();
                }
            }
        }
        return switch (known.state()) {
            case CREATED -> "nothing is wrong: start it";
            case STOPPED -> "it has ended: delete it when nobody needs its exit any more";
            case PAUSED, PAUSING -> "nothing is wrong: resume it when it is to go on";
            case UNKNOWN -> "wait: its shim is asked again, after a minute at the latest";
            case RUNNING -> "nothing is wrong with it that can be seen from outside";
        };
    }
}

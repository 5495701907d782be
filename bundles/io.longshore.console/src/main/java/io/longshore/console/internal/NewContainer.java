// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.containers.OciSpecBuilder;

/** Makes a container's record from what was typed into the page. */
final class NewContainer {
    static final long CPU_PERIOD_MICROS = 100_000;

    private NewContainer() {}

    static Container of(TaskName name, Body body) {
        OciSpecBuilder spec = OciSpec.builder(name.namespace(), name.id())
                .rootfs(Changes.absolute("rootfs", body.string("rootfs")))
                .args(body.strings("args").toArray(String[]::new));
        for (String line : body.strings("env")) {
            int end = line.indexOf('=');
            if (end < 1) {
                throw Problem.badRequest("an environment variable is written NAME=value");
            }
            spec.env(line.substring(0, end), line.substring(end + 1));
        }
        Long memory = body.number("memoryLimit");
        if (memory != null) {
            spec.memoryLimit(memory);
        }
        Long pids = body.number("pidsLimit");
        if (pids != null) {
            spec.pidsLimit(pids);
        }
        Long percent = body.number("cpuPercent");
        if (percent != null) {
            spec.cpuQuota(quota(percent), CPU_PERIOD_MICROS);
        }
        Container.Builder container = Container.builder(name.id(), spec.build());
        for (String label : body.strings("labels")) {
            int end = label.indexOf('=');
            if (end < 1) {
                throw Problem.badRequest("a label is written name=value");
            }
            container.label(label.substring(0, end), label.substring(end + 1));
        }
        return container.build();
    }

    /** Of one processor; more than 100 for several. */
    static long quota(long percent) {
        if (percent < 1 || percent > 100_000) {
            throw Problem.badRequest("cpuPercent must be 1 or more");
        }
        return percent * CPU_PERIOD_MICROS / 100;
    }
}

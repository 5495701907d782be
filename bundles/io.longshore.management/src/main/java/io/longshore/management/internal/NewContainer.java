// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.containers.OciSpecBuilder;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A container's record, made of what a JMX client sends; checks everything before anything is done. Not thread-safe. */
final class NewContainer {
    static final long CPU_PERIOD_MICROS = 100_000;

    private static final long MAX_CPU_PERCENT = 100_000;

    private final Namespace namespace;
    private final ContainerId id;
    private final OciSpecBuilder builder;
    private final Map<String, String> labels = new TreeMap<>();
    private @Nullable OciSpec given;
    private String[] fields = {};

    private NewContainer(Namespace namespace, ContainerId id) {
        this.namespace = namespace;
        this.id = id;
        this.builder = OciSpec.builder(namespace, id);
    }

    static NewContainer named(String namespace, String id) {
        return new NewContainer(new Namespace(namespace), new ContainerId(id));
    }

    NewContainer program(String rootfs, String[] args) {
        builder.rootfs(Arguments.absolute("rootfs", Arguments.required("rootfs", rootfs)))
                .args(Arguments.required("args", args));
        return this;
    }

    NewContainer environment(String[] lines) {
        Arguments.environment("environment", lines).forEach(builder::env);
        return this;
    }

    /** 0 is for no limit. */
    NewContainer limits(long memory, long pids, long cpuPercent) {
        if (memory != 0) {
            builder.memoryLimit(memory);
        }
        if (pids != 0) {
            builder.pidsLimit(pids);
        }
        if (cpuPercent != 0) {
            builder.cpuQuota(cpuQuota(cpuPercent), CPU_PERIOD_MICROS);
        }
        return this;
    }

    /** In place of program, environment and limits. */
    NewContainer spec(String json) {
        given = OciSpec.parse(Arguments.required("ociSpecJson", json));
        return this;
    }

    NewContainer labels(String[] lines) {
        labels.putAll(Arguments.labels("labels", lines));
        return this;
    }

    NewContainer fields(String[] lines) {
        fields = lines;
        return this;
    }

    Namespace namespace() {
        return namespace;
    }

    ContainerId id() {
        return id;
    }

    Container build() {
        Container.Builder container = Container.builder(id, given == null ? builder.build() : given);
        labels.forEach(container::label);
        RecordFields.set(container, fields);
        return container.build();
    }

    /** Microseconds in each period. */
    static long cpuQuota(long percent) {
        if (percent < 1 || percent > MAX_CPU_PERCENT) {
            throw new InvalidArgumentException(
                    "cpuPercent is " + percent + ", and must be from 1 to " + MAX_CPU_PERCENT + ", or 0");
        }
        return percent * (CPU_PERIOD_MICROS / 100);
    }
}

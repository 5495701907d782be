// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.engine;

import org.jspecify.annotations.Nullable;

/** Somebody who runs containers, of those who are compared. Thread-safe. */
public interface Engine {
    /** Names that others refer to. */
    String CONTAINERD_V1 = "containerd v1";

    String CONTAINERD_V2 = "containerd v2";

    String name();

    /** The name of the containerd engine that does the same; null if there is none, as of containerd's own. */
    @Nullable
    String rival();

    /**
     * A durable record of a container, if it keeps such, and its task, not started; all with null streams, and in one and the
     * same busybox root file system for all.
     *
     * @param id not used before with this engine, or deleted since
     */
    EngineTask create(String id, String... command) throws Exception;
}

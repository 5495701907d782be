// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.containers;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.TypedPayload;
import org.jspecify.annotations.Nullable;

/**
 * Which runtime a container wants.
 *
 * <p>The constructor throws {@link InvalidArgumentException} if the name is empty.
 *
 * @param name {@link #LINUX_V1}, or another that an installed shim provider serves
 * @param options null for the runtime's own configuration; see {@link RuncOptions#toPayload}
 */
public record RuntimeInfo(String name, @Nullable TypedPayload options) {
    /** containerd's name of the runtime with one {@code containerd-shim} process per task. */
    public static final String LINUX_V1 = "io.containerd.runtime.v1.linux";

    public RuntimeInfo {
        if (name.isEmpty()) {
            throw new InvalidArgumentException("a container needs the name of its runtime, such as " + LINUX_V1);
        }
    }

    /** {@link #LINUX_V1} with the runtime's own configuration. */
    public static RuntimeInfo linuxV1() {
        return new RuntimeInfo(LINUX_V1, null);
    }
}

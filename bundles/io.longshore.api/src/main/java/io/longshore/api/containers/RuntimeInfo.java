// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.containers;

import io.longshore.api.TypedPayload;
import org.jspecify.annotations.Nullable;

/**
 * Which runtime a container wants.
 *
 * @param name {@link #RUNC_V2}, {@link #LINUX_V1}, or another that an installed shim provider serves, such as the absolute
 *     path of a shim program; empty for what the runtime's configuration says, else for what is installed
 * @param options null for the runtime's own configuration; else {@link RuncOptions#toPayload}, or, for a shim that drives no
 *     {@code runc}, a message of its own that it is handed as it is
 */
public record RuntimeInfo(String name, @Nullable TypedPayload options) {
    /** containerd's name of the runtime with one {@code containerd-shim} process per task. */
    public static final String LINUX_V1 = "io.containerd.runtime.v1.linux";

    /** containerd's name of the runtime whose shim, {@code containerd-shim-runc-v2}, may be shared by several tasks. */
    public static final String RUNC_V2 = "io.containerd.runc.v2";

    /** Whatever new containers get when nobody says. */
    public static final RuntimeInfo UNSPECIFIED = new RuntimeInfo("", null);

    /** {@link #RUNC_V2} with the runtime's own configuration. */
    public static RuntimeInfo runcV2() {
        return new RuntimeInfo(RUNC_V2, null);
    }

    /** {@link #LINUX_V1} with the runtime's own configuration. */
    public static RuntimeInfo linuxV1() {
        return new RuntimeInfo(LINUX_V1, null);
    }
}

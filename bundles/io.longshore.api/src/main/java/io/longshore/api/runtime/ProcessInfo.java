// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

import io.longshore.api.ExecId;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an additional process at one moment.
 *
 * @param pid in the host's pid namespace; 0 until it was started
 * @param exit null until it ended
 */
public record ProcessInfo(
        ExecId id,
        TaskState state,
        long pid,
        Stdio stdio,
        @Nullable Exit exit) {}

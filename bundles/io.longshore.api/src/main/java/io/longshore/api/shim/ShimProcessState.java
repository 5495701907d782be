// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.shim;

import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.TaskState;
import org.jspecify.annotations.Nullable;

/**
 * What a shim says of a process.
 *
 * @param exit null unless the state is {@link TaskState#STOPPED}
 */
public record ShimProcessState(
        TaskState state, long pid, Stdio stdio, @Nullable Exit exit) {}

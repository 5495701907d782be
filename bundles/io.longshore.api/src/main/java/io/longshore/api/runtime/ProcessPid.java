// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

import io.longshore.api.ExecId;
import org.jspecify.annotations.Nullable;

/**
 * A process in a container.
 *
 * @param pid in the host's pid namespace
 * @param execId if it is one that {@link Task#exec} added; null for the first process and for children of any
 */
public record ProcessPid(long pid, @Nullable ExecId execId) {}

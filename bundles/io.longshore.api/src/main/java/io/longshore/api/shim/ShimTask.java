// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.shim;

import io.longshore.api.ContainerId;
import io.longshore.api.runtime.CreateOptions;
import java.nio.file.Path;

/** What a shim needs to create a container from a bundle, beside what it was launched with. */
public record ShimTask(ContainerId id, Path bundle, String runtime, CreateOptions options) {}

// SPDX-License-Identifier: Apache-2.0
/**
 * Messages of the version 2 shim, service {@code containerd.task.v2.Task}; version 3 carries the same fields.
 *
 * <p>Generated; wire, not API.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.longshore.protos.shim.v2;

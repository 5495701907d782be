// SPDX-License-Identifier: Apache-2.0
/**
 * Messages of the version 1 shim, service {@code containerd.runtime.linux.shim.v1.Shim}.
 *
 * <p>Generated; wire, not API.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.longshore.protos.shim.v1;

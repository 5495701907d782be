// SPDX-License-Identifier: Apache-2.0
/**
 * Options for runc that a version 1 shim reads: package {@code containerd.linux.runc} on the wire.
 *
 * <p>Generated; wire, not API.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.longshore.protos.runc.v1;

// SPDX-License-Identifier: Apache-2.0
/**
 * Metrics of a cgroup of the second version, which a version 2 shim gives as statistics.
 *
 * <p>Generated; wire, not API.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.longshore.protos.cgroups.v2;

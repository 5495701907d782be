// SPDX-License-Identifier: Apache-2.0
/**
 * The runc command line as Java. Also for crun and youki, whose command line is the same.
 *
 * <p>Plain classes: one {@link io.longshore.runc.Runc} per state directory, one short-lived process per call.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.longshore.runc;

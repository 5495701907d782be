// SPDX-License-Identifier: Apache-2.0
/**
 * What several shim messages share: {@code containerd.types.Mount}, {@code containerd.v1.types.Status}.
 *
 * <p>Generated; wire, not API.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.longshore.protos.types;

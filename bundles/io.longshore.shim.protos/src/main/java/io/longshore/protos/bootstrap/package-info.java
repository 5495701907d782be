// SPDX-License-Identifier: Apache-2.0
/**
 * What a version 2 shim prints when it was started.
 *
 * <p>Generated; wire, not API.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.longshore.protos.bootstrap;

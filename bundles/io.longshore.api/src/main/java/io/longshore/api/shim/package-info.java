// SPDX-License-Identifier: Apache-2.0
/** The contract between the runtime and whatever drives an OCI runtime for it; for those who bring another shim. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.longshore.api.shim;

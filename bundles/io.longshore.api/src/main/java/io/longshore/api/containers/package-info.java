// SPDX-License-Identifier: Apache-2.0
/** Container records: what should run, kept durably; and the OCI specification in them. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.longshore.api.containers;

// SPDX-License-Identifier: Apache-2.0
/** Who may do what, and who did what: for everything that offers Longshore to people. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.longshore.access;

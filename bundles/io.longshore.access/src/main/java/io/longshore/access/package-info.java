// SPDX-License-Identifier: Apache-2.0
/** Who may do what, who did what, and which files are opened for them: for everything that offers Longshore to people. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.longshore.access;

// SPDX-License-Identifier: Apache-2.0
/** The Karaf commands. Karaf finds them by the header {@code Karaf-Commands} and makes one object for each call. */
@org.osgi.annotation.bundle.Header(name = "Karaf-Commands", value = "io.longshore.shell.internal")
@org.jspecify.annotations.NullMarked
package io.longshore.shell.internal;

// SPDX-License-Identifier: Apache-2.0
/**
 * The few Linux system calls Longshore needs and the JDK does not have.
 *
 * <p>In OSGi take the {@link io.longshore.posix.Posix} service; without OSGi create a
 * {@link io.longshore.posix.LinuxPosix} and close it. No type of the native bridge appears here.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.longshore.posix;

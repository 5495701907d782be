// SPDX-License-Identifier: Apache-2.0
/** Machines that fail beneath us: descriptors, process ids, disks, the JDK. */
@org.jspecify.annotations.NullMarked
package io.longshore.itests.runc.faults;

// SPDX-License-Identifier: Apache-2.0
/** A JVM with Longshore in it is killed at every step of its work, and another one goes on. */
@org.jspecify.annotations.NullMarked
package io.longshore.itests.runc.death;

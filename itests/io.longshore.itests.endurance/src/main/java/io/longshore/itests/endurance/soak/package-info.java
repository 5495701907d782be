// SPDX-License-Identifier: Apache-2.0
/** A load that goes on for long, in a JVM that is killed again and again; every event is counted where it is sent and where it arrives. */
@org.jspecify.annotations.NullMarked
package io.longshore.itests.endurance.soak;

// SPDX-License-Identifier: Apache-2.0
/**
 * A check of roles before Karaf's connectors for JMX.
 *
 * <p>What a connection asks for goes from the JDK's connector to our forwarder, from there to Karaf's guard, which reads its lists
 * of roles, and then to the MBean server. A connection keeps the forwarder it began with, or none, until it ends.
 */
@org.jspecify.annotations.NullMarked
package io.longshore.management.guard.internal;

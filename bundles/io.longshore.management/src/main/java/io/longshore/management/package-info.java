// SPDX-License-Identifier: Apache-2.0
/**
 * Longshore as JMX clients see it: one MBean, {@code io.longshore:type=Runtime,name=<Karaf instance>}, of open types only,
 * so that a client needs none of these classes. They are for those who like a typed proxy better.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.longshore.management;

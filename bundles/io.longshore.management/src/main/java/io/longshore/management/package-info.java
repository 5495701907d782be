// SPDX-License-Identifier: Apache-2.0
/**
 * Longshore as JMX clients see it: MBeans of open types only, so that a client needs none of these classes. They are for
 * those who like a typed proxy better. The annotations at the interfaces are what consoles show, and who may do what.
 *
 * <pre>
 * io.longshore:type=Runtime,name=INSTANCE                    {@link io.longshore.management.RuntimeMXBean}
 * io.longshore:type=Containers                               {@link io.longshore.management.ContainersMXBean}
 * io.longshore:type=Namespaces                               {@link io.longshore.management.NamespacesMXBean}
 * io.longshore:type=Events                                   {@link io.longshore.management.EventsMXBean}
 * io.longshore:type=Task,namespace=NS,id=ID                  {@link io.longshore.management.TaskMXBean}
 * io.longshore:type=Process,namespace=NS,id=ID,exec=EXEC     {@link io.longshore.management.ProcessMXBean}
 * </pre>
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.longshore.management;

// SPDX-License-Identifier: Apache-2.0
/**
 * What a container uses and which processes it has, by the kernel's control groups, version 1, version 2, or both at once; see
 * cgroups(7).
 *
 * <p>A hierarchy is named as in {@code /proc/<pid>/cgroup}: by its controller ({@code memory}), or {@code name=systemd} if it
 * has none; the one of version 2 is {@code unified} here.
 */
@org.jspecify.annotations.NullMarked
package io.longshore.runtime.linux.internal.cgroup;

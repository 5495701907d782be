// SPDX-License-Identifier: Apache-2.0
/** What is mounted where, by the kernel's own table; its lines are drawn in proc(5), at {@code /proc/<pid>/mountinfo}. */
@org.jspecify.annotations.NullMarked
package io.longshore.runtime.linux.internal.mount;

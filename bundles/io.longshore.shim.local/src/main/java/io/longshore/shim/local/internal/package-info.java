// SPDX-License-Identifier: Apache-2.0
/**
 * Containers whose OCI runtime is driven from inside this JVM, which is the parent of their processes.
 *
 * <p>In the bundle of a task:
 *
 * <pre>
 * init.pid             the first process, written by the OCI runtime
 * log.json             what the OCI runtime logs while it makes processes
 * exit                 how the first process ended, as {@link io.longshore.shim.local.internal.ExitFile} draws it
 * exec/                0700; EXEC.pid and EXEC.json of a process that is being added
 * criu-dump.log        of a checkpoint that failed
 * </pre>
 *
 * <p>In the runtime's state directory:
 *
 * <pre>
 * .local/              0700; a socket for each terminal that is being made, beginning with a hash of its bundle's path
 * </pre>
 */
@org.jspecify.annotations.NullMarked
package io.longshore.shim.local.internal;

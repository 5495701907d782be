// SPDX-License-Identifier: Apache-2.0
/**
 * Tasks of Linux containers: their creation, life, end, and finding them again.
 *
 * <p>On disk, for a task {@code <id>} in namespace {@code <ns>}:
 *
 * <pre>
 * state/                      volatile, 0711; usually under /run
 *   .lock                      empty; locked by the runtime that uses the directory
 *   &lt;ns&gt;/                      0711
 *     &lt;id&gt;/                    0700; the OCI bundle; with a user namespace 0710 and its root's group
 *       config.json            0600; the specification's bytes
 *       rootfs/                0711; where the shim mounts the root file system
 *       .&lt;id&gt;-&lt;random&gt;/       (beside it) a bundle being removed
 *   .sockets/ .spool/ …        the shim drivers' own
 *   .runc/                     the OCI runtime's state, unless runtime_root says otherwise
 * root/                       persistent, 0711
 *   .lock                      as in state
 *   &lt;ns&gt;/&lt;id&gt;/                 0711; the work directory
 *     task.properties          0600; what {@link io.longshore.runtime.linux.internal.TaskRecord} draws
 *     exec.&lt;id&gt;                0600; what {@link io.longshore.runtime.linux.internal.ProcessTrace} draws
 *     tried.&lt;id&gt;               0600; when the shim was asked to start that process, which is not done again
 *     shim.stdout.log, shim.stderr.log   what a shim that is a process says of itself
 * </pre>
 *
 * A task record is written before anything is started, so whatever happens there is a trace of it to clean up by.
 */
@org.jspecify.annotations.NullMarked
package io.longshore.runtime.linux.internal;

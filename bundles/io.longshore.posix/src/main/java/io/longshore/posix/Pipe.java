// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

/**
 * The two ends of a pipe, each closed by its owner.
 *
 * @param reader gives -1 once every writer is closed, here and in other processes, and it is empty
 * @param writer refuses with {@link Errno#EPIPE} once every reader is closed
 */
public record Pipe(Fd reader, Fd writer) {}

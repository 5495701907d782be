// SPDX-License-Identifier: Apache-2.0
/**
 * Shims that are processes of their own, called over ttrpc.
 *
 * <p>In the runtime's state directory:
 *
 * <pre>
 * .events              0600; the socket that shims of the second generation send their events to
 * .sockets/            0700; one socket per shim of the first generation, named by a hash as a path may have 106 bytes at the most
 * .spool/              0700; events that shims of the first generation published
 *     NAME.event       one, as {@link io.longshore.shim.remote.internal.SpoolFile} draws it
 *     .NAME            one that is being written; NAME has ten characters
 *     .rejected-NAME   what was no event; the last hundred
 * </pre>
 *
 * <p>In its root directory, as the other may be mounted noexec:
 *
 * <pre>
 * .publish             0700; the program those shims run for each event
 * </pre>
 */
@org.jspecify.annotations.NullMarked
package io.longshore.shim.remote.internal;

// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal.streams;

import io.longshore.api.Namespace;
import io.longshore.posix.Posix;
import java.util.concurrent.Executor;

/**
 * What streams are made with.
 *
 * @param threads for copying; never blocked for long
 * @param sockets for terminals
 * @param id of the container, or of the process added to it, as loggers are told
 * @param uid who owns the pipes
 * @param gid who owns the pipes
 */
public record StreamContext(
        Posix posix, Executor threads, TerminalSockets sockets, Namespace namespace, String id, int uid, int gid) {}

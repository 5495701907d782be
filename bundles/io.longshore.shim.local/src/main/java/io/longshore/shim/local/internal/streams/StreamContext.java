// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal.streams;

import io.longshore.api.Namespace;
import io.longshore.posix.Posix;
import java.nio.file.Path;
import java.util.concurrent.Executor;

/**
 * What streams are made with.
 *
 * @param threads for copying; never blocked for long
 * @param sockets a directory that only we can enter, made when it is needed
 * @param id of the container, or of the process added to it, as loggers are told
 * @param uid who owns the pipes
 * @param gid who owns the pipes
 */
public record StreamContext(
        Posix posix, Executor threads, Path sockets, Namespace namespace, String id, int uid, int gid) {}

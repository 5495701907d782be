// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.posix.Posix;
import java.time.Clock;
import java.util.concurrent.Executor;

/**
 * What all containers share.
 *
 * @param threads for dealing with exits; never blocked for long
 * @param killing for the OCI runtime's command that ends what an exit has left behind, which may hang
 * @param copying for copying streams
 */
record LocalContext(Posix posix, Clock clock, Executor threads, Executor killing, Executor copying, Orphans orphans) {}

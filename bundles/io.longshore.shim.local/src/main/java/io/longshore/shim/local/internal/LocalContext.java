// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.posix.Posix;
import java.time.Clock;
import java.util.concurrent.Executor;

/**
 * What all containers share.
 *
 * @param threads for what may take a while, such as dealing with an exit
 * @param copying for copying streams
 */
record LocalContext(Posix posix, Clock clock, Executor threads, Executor copying, Orphans orphans) {}

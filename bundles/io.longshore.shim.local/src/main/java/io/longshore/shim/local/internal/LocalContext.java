// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.posix.Posix;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Executor;

/**
 * What all containers share.
 *
 * @param proc {@code /proc}, but for tests
 * @param threads for what may take a while, such as dealing with an exit
 * @param copying for copying streams
 */
record LocalContext(
        Posix posix,
        Path proc,
        Clock clock,
        Executor threads,
        Executor copying,
        Orphans orphans,
        FileChanges changes,
        EventOutlet outlet) {}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import java.io.IOException;

/** A way to start a program. */
@FunctionalInterface
public interface ProcessStart {

    /** As {@link io.longshore.posix.Posix#start}. */
    Process start(ProcessBuilder builder) throws IOException;
}

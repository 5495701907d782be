// SPDX-License-Identifier: Apache-2.0
package io.longshore.runc;

import java.io.IOException;

/** How a runtime's process is started; called on the thread that waits for it. */
@FunctionalInterface
public interface ProcessStarter {
    /** The JDK's way: the environment is ours, and SIGQUIT is blocked as in each child of a JVM. */
    ProcessStarter PLAIN = ProcessBuilder::start;

    /**
     * @param builder of which the environment may still be changed
     * @throws IOException if the process cannot be started
     */
    Process start(ProcessBuilder builder) throws IOException;
}

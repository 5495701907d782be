// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal.streams;

import io.longshore.runc.ContainerStreams;
import java.time.Duration;

/** Of a process that reads nothing and whose output nobody wants. */
enum NullStreams implements ProcessStreams {
    INSTANCE;

    @Override
    public ContainerStreams forRuntime() {
        return ContainerStreams.NULL;
    }

    @Override
    public void started(Duration timeout) {
        // there is nothing to copy
    }

    @Override
    public void processEnded() {
        // there is no input
    }

    @Override
    public void closeStdin() {
        // there is no input
    }

    @Override
    public void resize(int columns, int rows) {
        // there is no terminal
    }

    @Override
    public boolean drain(Duration atMost) {
        return true;
    }

    @Override
    public void close() {
        // there is nothing open
    }
}

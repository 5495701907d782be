// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.ExecId;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.ProcessInfo;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.TaskProcess;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** An additional process as others see it: what is done to it is waited for when the runtime is closed. */
record GuardedProcess(LinuxProcess process, Operations operations) implements TaskProcess {
    @Override
    public ExecId id() {
        return process.id();
    }

    @Override
    public ProcessInfo info() {
        return process.info();
    }

    @Override
    public void start() {
        operations.run(process::start);
    }

    @Override
    public void kill(Signal signal) {
        operations.run(() -> process.kill(signal));
    }

    @Override
    public void resizePty(int width, int height) {
        operations.run(() -> process.resizePty(width, height));
    }

    @Override
    public void closeStdin() {
        operations.run(process::closeStdin);
    }

    @Override
    public CompletionStage<Exit> exit() {
        return process.exit();
    }

    @Override
    public Exit waitForExit(Duration timeout) {
        return process.waitForExit(timeout);
    }

    @Override
    public Exit delete() {
        return operations.call(process::delete);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.containerd;

import com.google.common.util.concurrent.ListenableFuture;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Signal;
import io.longshore.benchmarks.containerd.wire.ExitedProcess;
import io.longshore.benchmarks.containerd.wire.Status;
import io.longshore.benchmarks.engine.EngineTask;
import java.io.IOException;

/** A task of containerd, through its API; the wait for its exit is open before it is started, as containerd's own client has it. */
final class ContainerdTask implements EngineTask {
    private final ContainerdEngine engine;
    private final String id;
    private final String unique;
    private final long pid;
    private final ListenableFuture<ExitedProcess> exit;

    ContainerdTask(ContainerdEngine engine, String id, long pid) {
        this.engine = engine;
        this.id = id;
        this.unique = engine.unique(id);
        this.pid = pid;
        this.exit = engine.client().exit(unique, "");
    }

    @Override
    public void start() {
        engine.client().start(unique, "");
    }

    @Override
    public void awaitExit() throws IOException {
        ContainerdClient.await(exit);
    }

    @Override
    public void delete() {
        engine.client().delete(unique);
        engine.deleteRecord(id);
    }

    @Override
    public void end() throws IOException {
        if (engine.client().get(unique).getStatus() != Status.STOPPED) {
            engine.client().kill(unique, Signal.KILL.number());
        }
        // not the wait of the creation: the daemon may have been restarted since
        ContainerdClient.await(engine.client().exit(unique, ""));
        delete();
    }

    @Override
    public void state() {
        engine.client().get(unique);
    }

    @Override
    public void kill(int signal) {
        engine.client().kill(unique, signal);
    }

    @Override
    public void exec(String execId, String... command) throws IOException {
        OciSpec spec = engine.spec(id, command);
        engine.client().exec(unique, execId, spec.processOf(ExecOptions.of(command)));
        ListenableFuture<ExitedProcess> ended = engine.client().exit(unique, execId);
        engine.client().start(unique, execId);
        ContainerdClient.await(ended);
        engine.client().deleteProcess(unique, execId);
    }

    @Override
    public long pid() {
        return pid;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.engine;

import io.longshore.posix.PidFd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A container of bare runc. */
final class RuncTask implements EngineTask {
    private static final long SECONDS = 30;

    private final RuncEngine runc;
    private final String id;
    private final Path bundle;
    private final PidFd init;

    RuncTask(RuncEngine runc, String id, Path bundle, PidFd init) {
        this.runc = runc;
        this.id = id;
        this.bundle = bundle;
        this.init = init;
    }

    @Override
    public void start() throws IOException {
        runc.run("start", id);
    }

    @Override
    public void awaitExit() throws Exception {
        init.exited().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void delete() throws IOException {
        runc.run("delete", id);
        forget();
    }

    @Override
    public void end() throws IOException {
        runc.run("delete", "--force", id);
        forget();
    }

    /** Its container is gone in another way. */
    void letGo() {
        init.close();
    }

    private void forget() throws IOException {
        runc.forget(this);
        init.close();
        for (String file : new String[] {"config.json", "pid"}) {
            Files.delete(bundle.resolve(file));
        }
        Files.delete(bundle);
    }

    @Override
    public void state() throws IOException {
        runc.run("state", id);
    }

    @Override
    public void kill(int signal) throws IOException {
        runc.run("kill", id, String.valueOf(signal));
    }

    @Override
    public void exec(String execId, String... command) throws IOException {
        String[] arguments = new String[command.length + 2];
        arguments[0] = "exec";
        arguments[1] = id;
        System.arraycopy(command, 0, arguments, 2, command.length);
        runc.run(arguments);
    }

    @Override
    public long pid() {
        return init.pid();
    }
}

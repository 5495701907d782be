// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.engine;

import com.google.common.util.concurrent.Uninterruptibles;
import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.OciSpec;
import io.longshore.benchmarks.measure.Row;
import io.longshore.posix.LinuxPosix;
import io.longshore.runc.Runc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The commands of runc and nothing around them: what anybody who uses it cannot do without. */
public final class RuncEngine implements Engine, AutoCloseable {
    private static final long SECONDS = 30;

    private final LinuxPosix posix = new LinuxPosix();
    private final OwnDirectory directory;
    private final String program;
    private final Set<RuncTask> tasks = ConcurrentHashMap.newKeySet();

    private RuncEngine(OwnDirectory directory, String program) {
        this.directory = directory;
        this.program = program;
    }

    /** @param grounds that remember its directory */
    public static RuncEngine open(Grounds grounds) throws IOException {
        OwnDirectory directory = OwnDirectory.create(grounds);
        Path program = new Runc("runc", directory.path(), false).locate();
        return new RuncEngine(directory, program.toString());
    }

    @Override
    public String name() {
        return Row.RUNC;
    }

    @Override
    public @Nullable String rival() {
        return null;
    }

    @Override
    public EngineTask create(String id, String... command) throws Exception {
        Path bundle = Files.createDirectory(directory.path().resolve(id));
        OciSpec spec = OciSpec.builder(new Namespace(directory.name()), new ContainerId(id))
                .rootfs(directory.rootfs())
                .args(command)
                .build();
        Files.writeString(bundle.resolve("config.json"), spec.toJson());
        Path pidFile = bundle.resolve("pid");
        run("create", "--bundle", bundle.toString(), "--pid-file", pidFile.toString(), id);
        // while it is not started it cannot end, so the pid is still its own
        int pid = Integer.parseInt(Files.readString(pidFile).strip());
        RuncTask task = new RuncTask(this, id, bundle, posix.pidfdOpen(pid));
        tasks.add(task);
        return task;
    }

    void forget(RuncTask task) {
        tasks.remove(task);
    }

    private Path root() {
        return directory.path().resolve(".runc");
    }

    void run(String... arguments) throws IOException {
        String[] command = new String[arguments.length + 3];
        command[0] = program;
        command[1] = "--root";
        command[2] = root().toString();
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        // not a pipe: the container would hold it open
        Path said = Files.createTempFile(directory.path(), "said", ".txt");
        try {
            // not the JDK's start, which closes each of this JVM's descriptors by itself: beside 500 tasks that takes
            // half a life
            Process process = posix.start(new ProcessBuilder(command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile()));
            int status = Uninterruptibles.getUninterruptibly(process.onExit(), SECONDS, TimeUnit.SECONDS)
                    .exitValue();
            if (status != 0) {
                throw new IOException(String.join(" ", command) + ": " + Files.readString(said));
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(String.join(" ", command) + " does not end", e);
        } finally {
            Files.delete(said);
        }
    }

    @Override
    public void close() throws IOException {
        Remains.endAll(directory.path());
        tasks.forEach(RuncTask::letGo);
        posix.close();
        directory.close();
    }
}

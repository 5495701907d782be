// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc.death;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.NotFoundException;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.streams.StreamOptions;
import io.longshore.api.streams.TaskIo;
import io.longshore.itests.support.AcknowledgedEvents;
import io.longshore.itests.support.Impatient;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.posix.LinuxPosix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process that is killed: opens Longshore in a directory and plays a scenario. */
final class Doomed {
    static final ContainerId ID = new ContainerId("victim");
    static final ContainerId FOUNDER = new ContainerId("founder");

    /** Its process ends, and nothing else of it, while nobody watches. */
    static final ContainerId ENDED = new ContainerId("ended");

    /** Its shim is killed while nobody watches. */
    static final ContainerId ORPHAN = new ContainerId("orphan");

    static final ExecId EXEC = new ExecId("more");
    static final int STATUS = 42;
    static final int EXEC_STATUS = 7;
    static final String LOG_FILE = "doomed.log";
    static final String ACKNOWLEDGED = "acknowledged";
    private static final int SIGKILL = 9;
    private static final long SECONDS = 60;

    private static final Logger LOG = LoggerFactory.getLogger(Doomed.class);

    private final ShimKind kind;
    private final Path directory;

    private Doomed(ShimKind kind, Path directory) {
        this.kind = kind;
        this.directory = directory;
    }

    public static void main(String[] arguments) throws Exception {
        new Doomed(ShimKind.valueOf(arguments[2]), Path.of(arguments[0])).play(Scenario.valueOf(arguments[1]));
    }

    /** A debugger stops here, and reads the name. */
    static void phase(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a phase needs a name");
        }
    }

    /** A command that ends with {@link #STATUS} when the {@link #gate} is there. */
    static String[] command(String id) {
        return new String[] {"sh", "-c", "until [ -e /tmp/" + id + " ]; do sleep 0.02; done; exit " + STATUS};
    }

    static Path gate(Path rigDirectory, String id) {
        return rigDirectory.resolve("rootfs/tmp").resolve(id);
    }

    /** A container whose root file system the shim mounts, in two layers, as {@link #options} say. */
    static ContainerId container(Rig rig, ContainerId id) {
        return rig.container(
                id.value(),
                OciSpec.builder(rig.namespace(), id).args(command(id.value())).build());
    }

    static CreateOptions options(Rig rig) {
        return CreateOptions.DEFAULT.withRootfs(
                new Mount("tmpfs", "tmpfs", List.of("size=1m", "mode=755")),
                new Mount("bind", rig.rootfs().toString(), List.of("rbind", "rw")));
    }

    private void play(Scenario scenario) throws Exception {
        phase("open");
        try (AcknowledgedEvents acknowledged = new AcknowledgedEvents(directory.resolve(ACKNOWLEDGED))) {
            Path wrapper = directory.resolve("wrapper/runc");
            Rig rig = Rig.openAgain(
                    kind,
                    directory,
                    settings -> Files.exists(wrapper) ? Impatient.settings(settings, wrapper) : settings,
                    acknowledged::before);
            switch (scenario) {
                case LIFE, ENDS, FORCE, SHIM_LOSS -> live(scenario, rig);
                case RESTORE -> awaitRestored(rig);
                case GROUP -> share(rig);
            }
            phase("done");
        }
        // what is not a daemon would keep it alive
        Runtime.getRuntime().halt(0);
    }

    /** Opening waits for the deadline of one task at the most: cleaning up behind it is of the same phase. */
    private static void awaitRestored(Rig rig) throws InterruptedException {
        rig.awaitTopic(ENDED.value(), "/tasks/exit");
        rig.awaitTopic(ORPHAN.value(), "/tasks/delete");
    }

    private void live(Scenario scenario, Rig rig) throws Exception {
        phase("container");
        ContainerId id = container(rig, ID);
        phase("create");
        try (TaskIo io = rig.streams().open(rig.namespace(), id, null, StreamOptions.DEFAULT)) {
            Task task = rig.runtime().create(rig.namespace(), id, options(rig).withStdio(io.stdio()));
            phase("start");
            task.start();
            switch (scenario) {
                case LIFE -> end(rig, task);
                case ENDS -> LOG.debug("it goes on until the gate is there");
                case FORCE -> force(task);
                case SHIM_LOSS -> loseShim(task);
                case RESTORE, GROUP -> throw new IllegalArgumentException("that is a scenario of its own");
            }
        }
    }

    private void share(Rig rig) throws Exception {
        CreateOptions options = options(rig).withShimGroup(FOUNDER.value());
        Task founder = rig.runtime().create(rig.namespace(), container(rig, FOUNDER), options);
        founder.start();
        ContainerId id = container(rig, ID);
        phase("join");
        Task task = rig.runtime().create(rig.namespace(), id, options);
        task.start();
        phase("leave");
        founder.forceDelete();
        phase("last");
        Files.createFile(gate(directory, ID.value()));
        task.exit().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        task.delete();
    }

    private void end(Rig rig, Task task) throws Exception {
        phase("exec");
        TaskProcess process = task.exec(EXEC, ExecOptions.of("sh", "-c", "exit " + EXEC_STATUS));
        phase("exec start");
        process.start();
        process.exit().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        phase("exec delete");
        process.delete();
        phase("exit");
        Files.createFile(gate(directory, ID.value()));
        task.exit().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        phase("delete");
        task.delete();
        phase("container delete");
        rig.containers().delete(rig.namespace(), ID);
    }

    private static void force(Task task) {
        task.exec(EXEC, ExecOptions.of("sleep", "1000")).start();
        phase("force");
        task.forceDelete();
    }

    private static void loseShim(Task task) throws Exception {
        phase("shim loss");
        try (LinuxPosix posix = new LinuxPosix()) {
            posix.kill((int) task.info().shimPid(), SIGKILL);
        }
        task.exit().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        try {
            // waits for who removes it already
            task.forceDelete();
        } catch (NotFoundException e) {
            LOG.debug("it is gone already", e);
        }
    }
}

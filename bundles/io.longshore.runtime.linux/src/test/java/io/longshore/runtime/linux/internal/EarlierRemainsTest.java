// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the next start makes of creations and removals that were cut off, and of what is not ours. */
class EarlierRemainsTest extends RuntimeWithFakeShims {
    @Test
    void deletionThatWasNotToldIsToldByTheNextStart() throws Exception {
        Task task = create();
        task.start();
        shims.exit.complete(Exit.exited(6, NOW));
        await(task);
        events.before(event -> {
            throw new UnavailableException("closed");
        });
        assertThatThrownBy(task::delete).isInstanceOf(UnavailableException.class);
        events.before(event -> {});

        reopen();

        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete");
        assertThat(directory.resolve("root/ns")).isEmptyDirectory();
        assertThat(runtime.list()).isEmpty();
    }

    @Test
    void foreignFilesInTheRootAreLeftAlone() throws Exception {
        runtime.close();
        Path file = Files.writeString(directory.resolve("root/README"), "mine");
        Path deep = Files.createDirectories(directory.resolve("root/metadata/store"));
        Files.writeString(deep.resolve("metadata.mv"), "mine too");
        Path link = Files.createSymbolicLink(directory.resolve("root/link"), deep);

        open();

        assertThat(file).hasContent("mine");
        assertThat(deep.resolve("metadata.mv")).hasContent("mine too");
        assertThat(link).exists();
    }

    /** R1. */
    @Test
    void namespaceThatCannotBeReadKeepsNoOtherFromBeingRestored() {
        create();
        runtime.close();
        RuntimeSettings settings = RuntimeSettings.defaults(directory.resolve("root"), directory.resolve("state"));
        Path bad = directory.resolve("root/bad");

        EarlierTasks found = new EarlierTasks(settings, parent -> {
            if (parent.equals(bad)) {
                throw new UnavailableException("an input/output error");
            }
            List<Path> there = new ArrayList<>(EarlierTasks.directories(parent));
            if (parent.equals(settings.root())) {
                there.add(0, bad);
            }
            return there;
        });

        assertThat(found.records()).extracting(TaskRecord::key).containsExactly(new TaskKey(NS, ID));
    }

    @Test
    void creationCutOffBeforeItsRecordIsTakenBack() throws Exception {
        runtime.close();
        Files.createDirectories(directory.resolve("root/ns/web"));
        Files.createDirectories(directory.resolve("state/ns/web/rootfs"));
        Files.writeString(directory.resolve("state/ns/web/config.json"), "{}");

        open();

        assertThat(files()).isEmpty();
        create();
    }

    @Test
    void removalCutOffHalfWayIsFinished() throws Exception {
        runtime.close();
        Path hidden =
                Files.createDirectories(directory.resolve("state/ns/.web-01234567-89ab-cdef-0123-456789abcdef/rootfs"));
        Files.createDirectories(directory.resolve("root/ns/.web-01234567-89ab-cdef-0123-456789abcdef"));

        open();

        assertThat(hidden.getParent()).doesNotExist();
        assertThat(directory.resolve("root/ns")).isEmptyDirectory();
    }

    @Test
    void creationThatWasCutOffIsTakenBackByTheNextStart() throws Exception {
        shims.failing("create", new UnavailableException("the process ends here"));
        shims.failing("reclaim", new UnavailableException("so nothing is undone"));
        assertThatThrownBy(this::create).isInstanceOf(UnavailableException.class);
        assertThat(files()).isNotEmpty();
        shims.before.clear();
        shims.calls.clear();

        reopen();

        assertThat(shims.calls).contains("reclaim").doesNotContain("connect");
        assertThat(runtime.list()).isEmpty();
        assertThat(files()).isEmpty();
        assertThat(events.topics()).isEmpty();
        create();
    }

    /** It has no process before it is started. */
    @Test
    void taskFromACheckpointThatIsNotStartedYetIsNoCreationThatWasCutOff() throws Exception {
        shims.pid = 0;
        runtime.create(NS, ID, CreateOptions.DEFAULT.withCheckpoint(Path.of("/images/web")));
        shims.calls.clear();

        reopen();

        assertThat(shims.calls).doesNotContain("reclaim");
        Task task = runtime.get(NS, ID);
        assertThat(task.info().state()).isEqualTo(TaskState.CREATED);
        shims.pid = FakeShims.PID;
        task.start();
        assertThat(task.info().pid()).isEqualTo(FakeShims.PID);
        shims.exit.complete(Exit.exited(3, NOW));
        assertThat(await(task).status()).isEqualTo(3);
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit");
    }

    @Test
    void copyOfAWorkDirectoryIsNoTask() throws Exception {
        create().start();
        runtime.close();
        Path copy = Files.createDirectories(directory.resolve("root/ns/web.bak"));
        Files.copy(directory.resolve("root/ns/web/task.properties"), copy.resolve("task.properties"));
        Path other = Files.createDirectories(directory.resolve("root/ns2/web"));
        Files.copy(directory.resolve("root/ns/web/task.properties"), other.resolve("task.properties"));

        reopen();

        assertThat(runtime.list()).hasSize(1);
        assertThat(runtime.get(NS, ID).info().state()).isEqualTo(TaskState.RUNNING);
        assertThat(copy.resolve("task.properties")).exists();
        assertThat(other.resolve("task.properties")).exists();
    }

    @Test
    void removalThatCannotBeToldKeepsNothingFromStarting() throws Exception {
        Task task = create();
        task.start();
        shims.exit.complete(Exit.exited(6, NOW));
        await(task);
        events.before(event -> {
            throw new UnavailableException("closed");
        });
        assertThatThrownBy(task::delete).isInstanceOf(UnavailableException.class);

        reopen();
        assertThat(runtime.list()).isEmpty();
        assertThat(events.topics()).doesNotContain("/tasks/delete");
        events.before(event -> {});
        reopen();

        assertThat(events.topics()).containsOnlyOnce("/tasks/delete");
    }
}

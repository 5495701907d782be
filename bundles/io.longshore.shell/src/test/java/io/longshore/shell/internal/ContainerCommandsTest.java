// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.LongshoreException;
import io.longshore.api.Namespace;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.fakes.FakeContainers;
import io.longshore.api.fakes.FakeRuntime;
import io.longshore.api.runtime.CreateOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerCommandsTest {
    private static final Namespace BLUE = new Namespace("blue");
    private static final ContainerId WEB = new ContainerId("web");

    private final FakeContainers containers = new FakeContainers();
    private final FakeRuntime runtime = new FakeRuntime(containers);
    private final Console console = new Console();

    @TempDir
    private Path directory;

    @Test
    void createPutsTheOptionsIntoTheSpecificationAndReturnsTheId() throws Exception {
        ContainerCreate create = create("blue", "web");
        create.rootfs = "/srv/web";
        create.args = List.of("/bin/sh", "-c", "echo $A");
        create.env = List.of("A=1", "B=x=y");
        create.memory = "64m";
        create.hostname = "webhost";
        create.hostNetwork = true;
        create.labels = List.of("tier=front");

        assertThat(console.run(create)).isEqualTo("web");

        OciSpec expected = OciSpec.builder(BLUE, WEB)
                .rootfs(Path.of("/srv/web"))
                .args("/bin/sh", "-c", "echo $A")
                .env("A", "1")
                .env("B", "x=y")
                .memoryLimit(64L << 20)
                .hostname("webhost")
                .hostNetwork()
                .build();
        assertThat(containers.get(BLUE, WEB).spec()).isEqualTo(expected.toPayload());
        assertThat(containers.get(BLUE, WEB).labels()).containsExactly(java.util.Map.entry("tier", "front"));
    }

    @Test
    void withoutOptionsTheDefaultsOfTheSpecificationHold() throws Exception {
        ContainerCreate create = create(null, "web");
        create.rootfs = "/srv/web";
        create.args = List.of("true");

        console.run(create);

        assertThat(containers.get(Namespace.DEFAULT, WEB).spec())
                .isEqualTo(OciSpec.builder(Namespace.DEFAULT, WEB)
                        .rootfs(Path.of("/srv/web"))
                        .args("true")
                        .build()
                        .toPayload());
    }

    @Test
    void createTakesAWholeSpecification() throws Exception {
        Path file = Files.writeString(directory.resolve("config.json"), "{\"ociVersion\":\"1.1.0\",\"big\":1e400}");
        ContainerCreate create = create("blue", "web");
        create.spec = file.toString();

        console.run(create);

        assertThat(containers.get(BLUE, WEB).spec().text()).isEqualTo("{\"ociVersion\":\"1.1.0\",\"big\":1e400}");
    }

    @Test
    void aSpecificationAndOptionsDoNotGoTogether() throws Exception {
        ContainerCreate create = create("blue", "web");
        create.spec = Files.writeString(directory.resolve("config.json"), "{}").toString();
        create.env = List.of("A=1");

        assertSentence(create, "--spec is the whole specification");
        create.env = List.of();
        create.args = List.of("true");
        assertSentence(create, "--spec is the whole specification");
    }

    @Test
    void badInputIsOneSentenceAndLeavesNothing() {
        ContainerCreate create = create("blue", "web");
        create.args = List.of("true");
        assertSentence(create, "give --rootfs or --spec");

        create.rootfs = "srv";
        assertSentence(create, "write an absolute path");

        create.rootfs = "/srv";
        create.memory = "much";
        assertSentence(create, "such as 64m");

        create.memory = null;
        create.args = List.of();
        assertSentence(create, "args");

        create.args = List.of("true");
        create.id = "../x";
        assertSentence(create, "container id '../x' is not valid");

        create.id = "web";
        create.spec = directory.resolve("none.json").toString();
        create.rootfs = null;
        create.args = List.of();
        assertSentence(create, "none.json");
        assertThat(containers.list()).isEmpty();
    }

    @Test
    void anIdThatIsTakenIsOneSentence() throws Exception {
        record("blue", "web");
        ContainerCreate create = create("blue", "web");
        create.rootfs = "/srv";
        create.args = List.of("true");

        assertSentence(create, "container web in namespace blue exists already");
    }

    @Test
    void listShowsAllNamespacesOrOne() throws Exception {
        record("blue", "web");
        record("green", "db");

        assertThat(list(null))
                .containsExactly(
                        "blue\tweb\t\t\t2026-11-24T10:00:00Z\ttier=front",
                        "green\tdb\t\t\t2026-11-24T10:00:00Z\ttier=front");
        assertThat(list("green")).singleElement().asString().startsWith("green\tdb");
        assertThat(list("red")).isEmpty();
    }

    @Test
    void listHasHeadingsForPeople() throws Exception {
        record("blue", "web");
        ContainerList list = new ContainerList();
        list.containers = containers;

        assertThat(console.run(list)).isNull();

        assertThat(console.printed()).contains("Namespace", "Runtime", "web", "tier=front");
    }

    @Test
    void deleteRemovesARecordUnlessItHasATask() throws Exception {
        record("blue", "web");
        ContainerDelete delete = new ContainerDelete();
        delete.namespace = "blue";
        delete.id = "web";
        delete.runtime = runtime;
        runtime.create(BLUE, WEB, CreateOptions.DEFAULT);
        assertSentence(delete, "has a task; delete the task first");

        runtime.get(BLUE, WEB).forceDelete();
        assertThat(console.run(delete)).isNull();

        assertThat(containers.list(BLUE)).isEmpty();
        assertSentence(delete, "there is no container web in namespace blue");
    }

    private ContainerCreate create(String namespace, String id) {
        ContainerCreate create = new ContainerCreate();
        create.namespace = namespace;
        create.id = id;
        create.containers = containers;
        return create;
    }

    private void record(String namespace, String id) throws Exception {
        ContainerCreate create = create(namespace, id);
        create.rootfs = "/srv";
        create.args = List.of("true");
        create.labels = List.of("tier=front");
        console.run(create);
    }

    private List<String> list(String namespace) throws Exception {
        ContainerList list = new ContainerList();
        list.containers = containers;
        list.namespace = namespace;
        list.noFormat = true;
        console.run(list);
        return console.printed().lines().toList();
    }

    private void assertSentence(OneSentenceAction command, String part) {
        assertThatThrownBy(() -> console.run(command))
                .isExactlyInstanceOf(CommandException.class)
                .hasCauseInstanceOf(LongshoreException.class)
                .satisfies(error -> assertThat(((CommandException) error).getNiceHelp())
                        .contains(part)
                        .doesNotContain("\n", "Exception"));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.fakes.FakeContainers;
import io.longshore.api.fakes.FakeRuntime;
import java.util.List;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NamespaceCommandsTest {
    private static final Namespace BLUE = new Namespace("blue");

    private final FakeContainers containers = new FakeContainers();
    private final FakeRuntime runtime = new FakeRuntime(containers);
    private final Console console = new Console();

    @BeforeEach
    void aNamespaceWithAContainer() throws Exception {
        NamespaceCreate create = on(new NamespaceCreate(), "blue");
        create.labels = List.of("tier=front", "owner=me");
        assertThat(console.run(create)).isEqualTo("blue");
        ContainerId web = new ContainerId("web");
        containers.create(
                BLUE,
                Container.builder(web, OciSpec.builder(BLUE, web).args("true").build())
                        .label("a", "1")
                        .build());
    }

    @Test
    void listAndInfoShowWhatIsInIt() throws Exception {
        NamespaceList list = new NamespaceList();
        list.namespaces = containers;
        list.containers = containers;
        list.runtime = runtime;
        list.noFormat = true;
        console.run(list);
        assertThat(console.printed().lines()).containsExactly("blue\t1\t0\towner=me, tier=front");
        list.filters = List.of("labels.tier==back");
        console.run(list);
        assertThat(console.printed()).isEmpty();

        NamespaceInfo info = on(new NamespaceInfo(), "blue");
        info.containers = containers;
        info.runtime = runtime;
        info.noFormat = true;
        console.run(info);
        assertThat(console.printed().lines())
                .containsExactly("Namespace\tblue", "Labels\towner=me, tier=front", "Containers\tweb", "Tasks\t");
    }

    @Test
    void labelsAreSetAndRemovedInOneStep() throws Exception {
        NamespaceLabel label = on(new NamespaceLabel(), "blue");
        assertSentence(label, "say what to change");
        label.labels = List.of("tier=back");
        label.removed = List.of("owner");

        console.run(label);

        assertThat(containers.labels(BLUE)).containsExactly(java.util.Map.entry("tier", "back"));
        label.removed = List.of("tier");
        assertSentence(label, "name each label once");
    }

    @Test
    void deleteRefusesWhatIsNotEmpty() throws Exception {
        NamespaceDelete delete = on(new NamespaceDelete(), "blue");
        assertSentence(delete, "is not empty");
        containers.delete(BLUE, new ContainerId("web"));

        assertThat(console.run(delete)).isNull();

        assertSentence(delete, "there is no namespace blue");
        assertSentence(on(new NamespaceCreate(), "../x"), "'../x' is not valid");
    }

    @Test
    void aContainersRecordIsShownAndChanged() throws Exception {
        ContainerUpdate update = new ContainerUpdate();
        update.namespace = "blue";
        update.id = "web";
        update.containers = containers;
        assertSentence(update, "say what to change");
        update.labels = List.of("b=2");
        update.removed = List.of("a");
        update.image = "busybox";
        console.run(update);

        ContainerInfo info = new ContainerInfo();
        info.namespace = "blue";
        info.id = "web";
        info.containers = containers;
        info.noFormat = true;
        console.run(info);
        assertThat(console.printed().lines()).contains("Id\tweb", "Image\tbusybox", "Labels\tb=2");

        ContainerSpec spec = new ContainerSpec();
        spec.namespace = "blue";
        spec.id = "web";
        spec.containers = containers;
        console.run(spec);
        assertThat(console.printed()).startsWith("{").contains("\"ociVersion\"");
        info.id = "none";
        assertSentence(info, "there is no container none");

        ContainerList list = new ContainerList();
        list.containers = containers;
        list.noFormat = true;
        list.filters = List.of("labels.b==3");
        console.run(list);
        assertThat(console.printed()).isEmpty();
    }

    private <T extends NamespaceAction> T on(T command, String name) {
        command.name = name;
        command.namespaces = containers;
        return command;
    }

    private void assertSentence(OneSentenceAction command, String part) {
        assertThatThrownBy(() -> console.run(command))
                .isExactlyInstanceOf(CommandException.class)
                .hasMessageContaining(part);
    }
}

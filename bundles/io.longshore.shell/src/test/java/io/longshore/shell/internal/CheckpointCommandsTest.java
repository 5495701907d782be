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
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.CreateOptions;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A task that goes on from a checkpoint. */
class CheckpointCommandsTest {
    private static final Namespace BLUE = new Namespace("blue");
    private static final ContainerId WEB = new ContainerId("web");

    private final FakeContainers containers = new FakeContainers();
    private final FakeRuntime fake = new FakeRuntime(containers);
    private final List<CreateOptions> created = new ArrayList<>();
    private final Console console = new Console();
    private final TaskCreate create = new TaskCreate();

    @BeforeEach
    void aContainer() {
        containers.create(
                BLUE,
                Container.builder(WEB, OciSpec.builder(BLUE, WEB).args("true").build())
                        .build());
        create.namespace = "blue";
        create.id = "web";
        create.containers = containers;
        create.runtime = (ContainerRuntime) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ContainerRuntime.class}, (proxy, method, args) -> {
                    created.add((CreateOptions) args[2]);
                    return fake.create((Namespace) args[0], (ContainerId) args[1], created.get(0));
                });
    }

    @Test
    void theDirectoryIsHandedToTheRuntime() throws Exception {
        create.checkpoint = "/srv/checkpoints/web";

        assertThat(console.run(create)).isEqualTo("web");

        assertThat(created).containsExactly(CreateOptions.DEFAULT.withCheckpoint(Path.of("/srv/checkpoints/web")));
    }

    @Test
    void aRelativeDirectoryAndStreamsToAttachToAreRefused() {
        create.checkpoint = "web";
        assertThatThrownBy(() -> console.run(create))
                .hasMessageContaining("'web' does not fit --checkpoint: write an absolute path");

        create.checkpoint = "/srv/checkpoints/web";
        create.interactive = true;
        assertThatThrownBy(() -> console.run(create)).hasMessageContaining("give -i or --checkpoint, not both");
        assertThat(created).isEmpty();
    }
}

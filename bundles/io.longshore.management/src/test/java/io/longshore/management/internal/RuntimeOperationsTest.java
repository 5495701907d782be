// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import io.longshore.api.NotFoundException;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.fakes.FakeTask;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Stdio;
import io.longshore.management.EventData;
import io.longshore.management.ExitData;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeOperationsTest {
    private static final Namespace BLUE = new Namespace("blue");
    private static final ContainerId WEB = new ContainerId("web");

    private final Fixture fixture = new Fixture();
    private final RuntimeOperations operations = fixture.operations;

    @Test
    void createContainerBuildsTheDefaultSpecificationOfRootfsAndArgs() {
        operations.createContainer("blue", "web", "/srv/../srv/web", new String[] {"/bin/echo", "-n", "a b"});

        assertThat(fixture.containers.get(BLUE, WEB).spec())
                .isEqualTo(OciSpec.builder(BLUE, WEB)
                        .rootfs(Path.of("/srv/web"))
                        .args("/bin/echo", "-n", "a b")
                        .build()
                        .toPayload());
    }

    @Test
    void createContainerFromSpecKeepsTheSpecificationAsItIs() {
        String json = "{\"ociVersion\":\"1.1.0\",\"annotations\":{\"x\":\"1\"},\"unknown\":10000000000000000000}";

        operations.createContainerFromSpec("blue", "web", json);

        assertThat(fixture.containers.get(BLUE, WEB).spec().text()).isEqualTo(json);
    }

    @Test
    void labelsAreKeyAndValueInOrder() {
        OciSpec spec = OciSpec.builder(BLUE, WEB).args("true").build();
        fixture.containers.create(
                BLUE,
                Container.builder(WEB, spec)
                        .image("busybox")
                        .label("b", "2")
                        .label("a", "1=1")
                        .build());

        assertThat(operations.listContainers("blue")).singleElement().satisfies(row -> {
            assertThat(row.labels()).containsExactly("a=1=1", "b=2");
            assertThat(row.image()).isEqualTo("busybox");
        });
    }

    @Test
    void theOutputFileReceivesBothStreamsAndEmptyDropsThem() {
        create();

        operations.createTask("blue", "web", "/var/log/web.log");
        assertThat(fixture.runtime.get(BLUE, WEB).info().stdio()).isEqualTo(Stdio.toFile(Path.of("/var/log/web.log")));

        operations.forceDeleteTask("blue", "web");
        operations.createTask("blue", "web", "");
        assertThat(fixture.runtime.get(BLUE, WEB).info().stdio()).isEqualTo(Stdio.NULL);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "relative/path", "\0"})
    void aRootfsThatIsNoAbsolutePathIsRefused(String rootfs) {
        assertThatThrownBy(() -> operations.createContainer("blue", "web", rootfs, new String[] {"true"}))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("rootfs");
        assertThat(operations.listContainers("")).isEmpty();
    }

    @Test
    void argsMustBeThereAndHoldNoNull() {
        assertThatThrownBy(() -> operations.createContainer("blue", "web", "/srv", null))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessage("args must not be null");
        assertThatThrownBy(() -> operations.createContainer("blue", "web", "/srv", new String[] {"sh", null}))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessage("args[1] must not be null");
        assertThatThrownBy(() -> operations.createContainer("blue", "web", "/srv", new String[0]))
                .isInstanceOf(InvalidArgumentException.class);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"../x", "a/b", "ü"})
    void badIdsAndNamespacesAreRefusedByEveryOperation(String bad) {
        assertInvalid(() -> operations.createContainer("blue", bad, "/srv", new String[] {"true"}));
        assertInvalid(() -> operations.createContainer(bad, "web", "/srv", new String[] {"true"}));
        assertInvalid(() -> operations.createContainerFromSpec("blue", bad, "{}"));
        assertInvalid(() -> operations.deleteContainer("blue", bad));
        assertInvalid(() -> operations.createTask("blue", bad, ""));
        assertInvalid(() -> operations.startTask(bad, "web"));
        assertInvalid(() -> operations.waitTask(bad, "web", 1));
        assertInvalid(() -> operations.killTask("blue", bad, "TERM"));
        assertInvalid(() -> operations.deleteTask("blue", bad));
        assertInvalid(() -> operations.forceDeleteTask("blue", bad));
        if (bad == null || !bad.isEmpty()) {
            assertInvalid(() -> operations.listTasks(bad));
            assertInvalid(() -> operations.listContainers(bad));
        }
    }

    @Test
    void otherNullsAreRefused() {
        create();
        assertInvalid(() -> operations.createTask("blue", "web", null));
        assertInvalid(() -> operations.createContainerFromSpec("blue", "web", null));
        operations.createTask("blue", "web", "");
        assertInvalid(() -> operations.killTask("blue", "web", null));
    }

    @Test
    void aListOfEventsHasBounds() {
        assertInvalid(() -> operations.listEvents(-1, 10));
        assertInvalid(() -> operations.listEvents(0, 0));
        assertInvalid(() -> operations.listEvents(0, 10_001));
    }

    @Test
    void eventsAreListedSinceASequenceNumber() {
        fixture.publishTwoEvents();

        assertThat(operations.listEvents(0, 1)).extracting(EventData::sequence).containsExactly(1L);
        assertThat(operations.listEvents(1, 10)).extracting(EventData::sequence).containsExactly(2L);
        assertThat(operations.listEvents(2, 10)).isEmpty();
    }

    @Test
    void anExitNobodySawHasNoStatus() {
        create();
        operations.createTask("blue", "web", "");
        fixture.runtime
                .get(BLUE, WEB)
                .exit
                .complete(new Exit(null, FakeTask.ENDED, Exit.Cause.HOST_REBOOT, "the host restarted"));

        assertThat(operations.waitTask("blue", "web", 1))
                .isEqualTo(new ExitData(null, "HOST_REBOOT", "2026-11-24T10:00:03Z", "the host restarted"));
        assertThat(operations.listTasks("blue")).singleElement().satisfies(row -> {
            assertThat(row.exitStatus()).isNull();
            assertThat(row.cause()).isEqualTo("HOST_REBOOT");
        });
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThatThrownBy(() -> operations.startTask("blue", "web")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> operations.deleteContainer("blue", "web")).isInstanceOf(NotFoundException.class);
        assertThat(operations.listContainers("blue")).isEmpty();
        assertThat(operations.listTasks("blue")).isEmpty();
    }

    private void create() {
        operations.createContainer("blue", "web", "/srv/web", new String[] {"true"});
    }

    private static void assertInvalid(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(InvalidArgumentException.class);
    }
}

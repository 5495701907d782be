// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.ContainerId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.TypedPayload;
import io.longshore.api.UnknownException;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Mount;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input: a clear error of the right kind, nothing left, and the id usable. */
@EveryShim
class RefusalIT {
    @Parameter
    private ShimKind kind;

    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = Rig.open(kind);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private void refused(String id, Class<? extends LongshoreException> kind, String... words) {
        assertThatThrownBy(() -> rig.runtime().create(rig.namespace(), new ContainerId(id), CreateOptions.DEFAULT))
                .isInstanceOf(kind)
                .hasMessageContainingAll(words);
        assertThat(rig.leftovers()).isEmpty();
        assertThat(rig.topics(id)).doesNotContain("/tasks/create");
        assertThat(rig.runtime().list()).isEmpty();
    }

    private void store(String id, RuntimeInfo runtime) {
        rig.containers()
                .create(
                        rig.namespace(),
                        Container.builder(
                                        new ContainerId(id),
                                        rig.spec(id, "true").build())
                                .runtime(runtime)
                                .build());
    }

    @Test
    void commandThatDoesNotExistIsReportedInRuncsWords() {
        rig.container("nocommand", "no-such-program");

        refused("nocommand", UnknownException.class, "no-such-program", "executable file not found");
    }

    @Test
    void rootfsThatDoesNotExistIsReportedInRuncsWords() {
        rig.container(
                "norootfs",
                OciSpec.builder(rig.namespace(), new ContainerId("norootfs"))
                        .rootfs(rig.directory().resolve("nowhere"))
                        .args("true")
                        .build());

        refused("norootfs", UnknownException.class, "nowhere");
    }

    @Test
    void mountThatFailsLeavesNoMount() {
        rig.container(
                "badmount",
                OciSpec.builder(rig.namespace(), new ContainerId("badmount"))
                        .args("true")
                        .build());
        Mount good = new Mount("bind", rig.rootfs().toString(), List.of("rbind"));
        Mount bad = new Mount("bind", rig.directory().resolve("nowhere").toString(), List.of("rbind"));

        assertThatThrownBy(() -> rig.runtime()
                        .create(
                                rig.namespace(),
                                new ContainerId("badmount"),
                                CreateOptions.DEFAULT.withRootfs(good, bad)))
                .isInstanceOf(LongshoreException.class)
                .hasMessageContaining("nowhere");
        assertThat(rig.leftovers()).isEmpty();
        assertThat(rig.rootfs().resolve("bin/busybox")).exists();
    }

    @Test
    void containerWithoutRecordIsNotFound() {
        refused("norecord", NotFoundException.class, "norecord");
    }

    @Test
    void secondTaskOfAContainerIsRefused() {
        rig.task("taken", "sleep", "1000");

        assertThatThrownBy(() -> rig.runtime().create(rig.namespace(), new ContainerId("taken"), CreateOptions.DEFAULT))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessageContaining("taken");
        assertThat(rig.runtime().list()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "this is not JSON", "[]", "{\"ociVersion\":", "{} {}", "null"})
    void specificationThatIsNotAJsonObjectIsRefused(String spec) {
        rig.containers()
                .create(
                        rig.namespace(),
                        Container.builder(
                                        new ContainerId("badspec"),
                                        rig.spec("badspec", "true").build())
                                .spec(new TypedPayload(OciSpec.TYPE_URL, spec.getBytes(UTF_8)))
                                .build());

        refused("badspec", InvalidArgumentException.class, "specification");
    }

    @Test
    void specificationThatRuncDoesNotAcceptIsReportedInItsWords() {
        rig.container("emptyspec", OciSpec.parse("{}"));

        refused("emptyspec", UnknownException.class, "emptyspec");
    }

    @Test
    void runtimeThatNobodyServesIsRefused() {
        store("unserved", new RuntimeInfo("io.example.unknown", null));

        refused("unserved", FailedPreconditionException.class, "io.example.unknown", "v1");
    }

    @Test
    void runtimeOptionsOfAnotherTypeAreRefused() {
        store("badoptions", rig.runtime(new TypedPayload("what.is.this", new byte[0])));

        refused("badoptions", InvalidArgumentException.class, "invalid runtime options format");
    }

    @Test
    void missingRuncSaysHowToInstallIt() {
        RuncOptions missing = new RuncOptions("no-such-runc", "", "", false);
        store("norunc", rig.runtime(missing.toPayload()));

        refused("norunc", FailedPreconditionException.class, "no-such-runc", "install");
    }
}

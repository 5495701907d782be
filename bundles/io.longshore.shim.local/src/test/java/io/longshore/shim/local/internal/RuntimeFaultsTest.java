// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnknownException;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.shim.Shim;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What goes wrong between us and the OCI runtime. */
class RuntimeFaultsTest extends LocalShimFixture {
    @Test
    void aRuntimeThatHangsIsKilledAtTheDeadlineAndNothingIsLeft() throws Exception {
        runtime.before(
                "create", "mkdir -p $ROOT/$ID; echo {} >$ROOT/$ID/state.json; echo $$ >$DIR/hung; exec sleep 1000");
        Shim shim = driver.start(launch, TIMEOUT);

        assertThatThrownBy(() -> shim.create(task(Stdio.NULL), Duration.ofMillis(500)))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("create web");

        long hung = Long.parseLong(Files.readString(directory.resolve("hung")).strip());
        await().untilAsserted(() -> assertThat(ProcessHandle.of(hung)).isEmpty());
        assertThat(runtime.root().resolve("ns/web")).doesNotExist();
        assertThatThrownBy(() -> shim.state(null, TIMEOUT)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void aRuntimeThatRefusesIsQuoted() throws Exception {
        runtime.before(
                "create",
                "echo '{\"level\":\"error\",\"msg\":\"exec: no-such-program\"}' >$LOG; yes | head -c 200000 >&2; exit 1");
        Shim shim = driver.start(launch, TIMEOUT);

        assertThatThrownBy(() -> shim.create(task(Stdio.toFile(directory.resolve("output"))), TIMEOUT))
                .isInstanceOf(UnknownException.class)
                .hasMessageContaining("no-such-program");
    }

    @Test
    void aFloodOfErrorsHoldsNothingUp() throws Exception {
        runtime.before("start", "yes | head -c 20000000 >&2; echo the reason >&2; exit 1");
        Shim shim = created(Stdio.NULL);

        assertThatThrownBy(() -> shim.start(null, TIMEOUT))
                .isInstanceOf(UnknownException.class)
                .hasMessageContaining("the reason");
        assertThat(shim.state(null, TIMEOUT).state()).isEqualTo(TaskState.CREATED);
    }

    @Test
    void aContainerThatTheRuntimeHasOfSomebodyElseIsLeftAlone() throws Exception {
        Path foreign = Files.createDirectories(runtime.root().resolve("ns/web"));
        Files.writeString(foreign.resolve("state.json"), "{}");
        Shim shim = driver.start(launch, TIMEOUT);

        assertThatThrownBy(() -> shim.create(task(Stdio.NULL), TIMEOUT)).isInstanceOf(AlreadyExistsException.class);

        assertThat(foreign).exists();
    }

    /** Between the two, what it has left is killed. */
    @Test
    void aSignalIsRefusedWhenTheProcessHasEndedAndThatIsNotToldYet() throws Exception {
        Files.writeString(launch.bundle().resolve("config.json"), "{}");
        Path hangs = fifo("hangs");
        runtime.first("exit 7").before("kill", "touch $DIR/killing; read nothing <" + hangs);
        Shim shim = created(Stdio.NULL);
        await().untilAsserted(() -> assertThat(directory.resolve("killing")).exists());

        assertThatThrownBy(() -> shim.kill(null, Signal.KILL, false, TIMEOUT)).isInstanceOf(NotFoundException.class);

        Files.writeString(hangs, "go on\n");
        assertThat(ended(shim.exit(null)).status()).isEqualTo(7);
        shim.delete(TIMEOUT);
    }

    @Test
    void aSpecificationWithNullsDoesNotKeepTheExitFromBeingTold() throws Exception {
        runtime.first("exit 7");
        Files.writeString(
                launch.bundle().resolve("config.json"),
                "{\"linux\":{\"namespaces\":[{\"type\":\"pid\",\"path\":null}]}}");
        Shim shim = created(Stdio.NULL);

        assertThat(ended(shim.exit(null)).status()).isEqualTo(7);
        shim.delete(TIMEOUT);
    }
}

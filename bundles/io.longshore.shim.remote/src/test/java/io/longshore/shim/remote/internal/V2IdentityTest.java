// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.MessageLite;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.protos.shim.v2.ConnectResponse;
import io.longshore.ttrpc.TtrpcCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which process is the shim, and is found again. */
class V2IdentityTest extends V2DriverFixture {
    @Test
    void shimIsFoundAgainByAnotherDriverThoughTheStateDirectoryChanged(@TempDir Path after) throws Exception {
        ShimLaunch launch = launch("web", "");
        driver.start(launch, LONG);
        driver.close();

        driver = new V2ShimDriver(after, event -> {}, posix);
        try (Shim shim = driver.connect(launch, LONG)) {
            assertThat(shim.pid()).isEqualTo(fake.process().pid());
        }
        driver.reclaim(launch, LONG);

        assertThat(endsSoon(fake.process())).isTrue();
        assertThat(fake.socket()).doesNotExist();
    }

    @Test
    void shimIsNotFoundOnlyIfThatIsCertain() throws Exception {
        ShimLaunch launch = launch("web", "");
        assertThatThrownBy(() -> driver.connect(launch, LONG)).isInstanceOf(NotFoundException.class);
        driver.start(launch, LONG).close();

        fake.answer("Connect", new CompletableFuture<MessageLite>());
        assertThatThrownBy(() -> driver.connect(launch, SHORT)).isInstanceOf(DeadlineExceededException.class);

        fake.die();
        assertThatThrownBy(() -> driver.connect(launch, LONG))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("does not listen");
    }

    @Test
    void idThatIsUsedAgainDoesNotEndTheSharedShimThatWasStartedForIt() throws Exception {
        ShimLaunch again = launch("one", "");
        Process shared = named(again);
        try {
            fake.answer(
                    "Connect",
                    ConnectResponse.newBuilder().setShimPid((int) shared.pid()).build());
            Shim two = driver.start(launch("two", "pod"), LONG);
            fake.says("");
            assertThatThrownBy(() -> driver.start(again, LONG)).isInstanceOf(UnavailableException.class);
            driver.reclaim(again, LONG);

            assertThat(shared.isAlive()).isTrue();
            assertThat(two.lost().toCompletableFuture()).isNotDone();
            two.end(LONG);
            assertThat(endsSoon(shared)).isTrue();
        } finally {
            shared.destroyForcibly();
        }
    }

    @Test
    void sharedShimIsNotTakenForThatOfAnIdThatIsUsedAgain(@TempDir Path elsewhere) throws Exception {
        ShimLaunch again = launch("one", "");
        Process shared = named(again);
        try (FakeV2Shim own = new FakeV2Shim(elsewhere, 2)) {
            fake.answer(
                    "Connect",
                    ConnectResponse.newBuilder().setShimPid((int) shared.pid()).build());
            driver.start(launch("two", "pod"), LONG);
            own.refuse("Connect", TtrpcCode.NOT_FOUND, "no container");

            assertThatThrownBy(() -> driver.start(own.launch(state, "one", ""), LONG))
                    .isInstanceOf(NotFoundException.class);
            assertThat(shared.isAlive()).isTrue();
        } finally {
            shared.destroyForcibly();
        }
    }

    @Test
    void shimThatDoesNotSayItsPidBeforeThereIsAContainerIsFoundByItsArguments() throws Exception {
        fake.refuse("Connect", TtrpcCode.NOT_FOUND, "no container");
        ShimLaunch launch = launch("web", "");
        Process named = named(launch);
        try (Shim shim = driver.start(launch, LONG)) {
            assertThat(shim.pid()).isEqualTo(named.pid());
            shim.end(LONG);
        } finally {
            named.destroyForcibly();
        }
    }

    @Test
    void nobodyIsTakenForTheShimWhoCannotBeIt() throws Exception {
        ShimLaunch launch = launch("web", "");
        for (long pid : List.of(1L, ProcessHandle.current().pid(), -1L)) {
            // the start that fails removes the socket
            fake.serve(2);
            fake.answer(
                    "Connect",
                    ConnectResponse.newBuilder().setShimPid((int) pid).build());

            assertThatThrownBy(() -> driver.start(launch, LONG))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("its pid is " + pid);
            assertThat(launch.bundle().resolve(".shim")).doesNotExist();
        }
    }

    private long asked() {
        return fake.requests.stream()
                .filter(request -> request.method().method().equals("Connect"))
                .count();
    }

    private static String identity(long pid, long startTime) throws Exception {
        return pid + " " + startTime + " "
                + Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    }

    @Test
    void shimThatIsNotedIsAskedOnceWhoItIs() throws Exception {
        ShimLaunch launch = launch("web", "");
        driver.start(launch, LONG).close();
        long before = asked();

        try (Shim shim = driver.connect(launch, LONG)) {
            assertThat(shim.pid()).isEqualTo(fake.process().pid());
        }
        assertThat(asked()).isEqualTo(before + 1);
    }

    @Test
    void shimThatIsNotedAsAnotherIsAskedTwice() throws Exception {
        ShimLaunch launch = launch("web", "");
        driver.start(launch, LONG).close();
        List<String> others = List.of(
                identity(ProcessHandle.current().pid(), 1),
                identity(fake.process().pid(), 1));
        for (String other : others) {
            Files.writeString(launch.bundle().resolve(".shim"), other);
            long before = asked();

            try (Shim shim = driver.connect(launch, LONG)) {
                assertThat(shim.pid()).isEqualTo(fake.process().pid());
            }
            assertThat(asked()).isEqualTo(before + 2);
        }
    }

    @Test
    void nobodyIsTakenForTheShimWhoHasItsPidNow() throws Exception {
        ShimLaunch launch = launch("web", "");
        driver.start(launch, LONG);
        long self = ProcessHandle.current().pid();
        Files.writeString(launch.bundle().resolve(".shim"), identity(self, 1));

        driver.reclaim(launch, LONG);

        assertThat(ProcessIdentity.of((int) self)).isPresent();
    }
}

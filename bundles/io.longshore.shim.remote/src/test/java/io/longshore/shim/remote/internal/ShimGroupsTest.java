// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.Namespace;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.shim.ShimLaunch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ShimGroupsTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final ShimGroups groups = new ShimGroups();

    private static ShimLaunch launch(String id, String group) {
        return new ShimLaunch(
                new Namespace("ns"),
                new ContainerId(id),
                Path.of("/nowhere/ns", id),
                Path.of("/root/ns", id),
                "containerd-shim-runc-v2",
                RuncOptions.NONE,
                "",
                false,
                group,
                null);
    }

    @Test
    void onlyTheLastOfAGroupEndsTheShim() {
        Turns turns = groups.join(launch("a", "g"), LONG);
        assertThat(groups.join(launch("b", "g"), LONG)).isSameAs(turns);
        assertThat(groups.join(launch("c", "other"), LONG)).isNotSameAs(turns);
        assertThat(groups.join(launch("h", ""), LONG)).isNotSameAs(turns);

        assertThat(groups.leave(launch("a", "g"), LONG, () -> {})).isFalse();
        assertThat(groups.leave(launch("a", "g"), LONG, () -> {})).isFalse();
        assertThat(groups.leave(launch("b", "g"), LONG, () -> {})).isTrue();
        assertThat(groups.leave(launch("h", ""), LONG, () -> {})).isTrue();
    }

    @Test
    void taskWithoutAGroupSharesTheShimOfTheGroupOfItsName() {
        Turns turns = groups.join(launch("a", "g"), LONG);
        assertThat(groups.join(launch("g", ""), LONG)).isSameAs(turns);

        assertThat(groups.leave(launch("g", ""), LONG, () -> {})).isFalse();
        assertThat(groups.leave(launch("a", "g"), LONG, () -> {})).isTrue();
    }

    @Test
    void whoListensElsewhereDoesNotShareTheShimWhateverItsGroup() {
        for (String id : List.of("a", "b", "c")) {
            groups.join(launch(id, "g"), LONG);
        }
        groups.listens(launch("a", "g"), Path.of("/a"));
        groups.listens(launch("b", "g"), Path.of("/b"));
        // of which it is not known yet
        assertThat(groups.leave(launch("a", "g"), LONG, () -> {})).isFalse();

        groups.join(launch("a", "g"), LONG);
        groups.listens(launch("a", "g"), Path.of("/a"));
        groups.listens(launch("c", "g"), Path.of("/b"));

        assertThat(groups.leave(launch("a", "g"), LONG, () -> {})).isTrue();
        assertThat(groups.leave(launch("b", "g"), LONG, () -> {})).isFalse();
        assertThat(groups.leave(launch("c", "g"), LONG, () -> {})).isTrue();
    }

    @Test
    void whoListensAtTheSamePlaceSharesTheShimWhateverItsGroup() {
        groups.join(launch("a", "g"), LONG);
        groups.join(launch("b", "other"), LONG);
        groups.listens(launch("a", "g"), Path.of("/a"));
        groups.listens(launch("b", "other"), Path.of("/a"));

        assertThat(groups.leave(launch("a", "g"), LONG, () -> {})).isFalse();
        assertThat(groups.leave(launch("b", "other"), LONG, () -> {})).isTrue();
    }

    @Test
    void nobodyJoinsWhatIsBeingEnded() throws Exception {
        CountDownLatch ending = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Boolean> leaving =
                CompletableFuture.supplyAsync(() -> groups.leave(launch("a", "g"), LONG, () -> {
                    ending.countDown();
                    await(end);
                }));
        assertThat(ending.await(10, SECONDS)).isTrue();

        assertThatThrownBy(() -> groups.join(launch("b", "g"), Duration.ofMillis(50)))
                .isInstanceOf(DeadlineExceededException.class);
        assertThatThrownBy(() -> groups.leave(launch("b", "g"), Duration.ofMillis(50), () -> {}))
                .isInstanceOf(DeadlineExceededException.class);
        groups.join(launch("b", "other"), Duration.ofMillis(50));
        end.countDown();

        assertThat(leaving.get(10, SECONDS)).isTrue();
        groups.join(launch("b", "g"), LONG);
    }

    @Test
    void endThatFailsKeepsNobodyOut() {
        assertThatThrownBy(() -> groups.leave(launch("a", "g"), LONG, () -> {
                    throw new DeadlineExceededException("hangs", null);
                }))
                .isInstanceOf(DeadlineExceededException.class);

        groups.join(launch("b", "g"), LONG);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

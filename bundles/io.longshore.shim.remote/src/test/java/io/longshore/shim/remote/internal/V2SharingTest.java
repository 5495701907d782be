// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.MessageLite;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.ttrpc.TtrpcCode;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks that share a shim, and its end with the last of them. */
class V2SharingTest extends V2DriverFixture {
    @Test
    void lastTaskTakesTheShimWithIt() throws Exception {
        fake.endAtShutdown();
        Shim shim = driver.start(launch("web", ""), LONG);
        CompletableFuture<Void> lost = shim.lost().toCompletableFuture();

        shim.end(LONG);
        shim.end(LONG);

        assertThat(fake.called()).containsExactly("Shutdown");
        assertThat(endsSoon(fake.process())).isTrue();
        assertThat(fake.socket()).doesNotExist();
        assertThat(lost).isNotDone();
    }

    @Test
    void shimThatDoesNotEndIsKilled() throws Exception {
        fake.answer("Shutdown", new CompletableFuture<MessageLite>());
        Shim shim = driver.start(launch("web", ""), LONG);

        shim.end(LONG);

        assertThat(endsSoon(fake.process())).isTrue();
    }

    @Test
    void tasksOfAGroupShareAShimUntilTheLastIsGone() throws Exception {
        fake.endAtShutdown();
        ShimLaunch first = launch("one", "pod");
        ShimLaunch second = launch("two", "pod");
        Shim one = driver.start(first, LONG);
        Shim two = driver.start(second, LONG);

        one.end(LONG);
        assertThat(fake.called()).isEmpty();
        driver.reclaim(first, LONG);
        assertThat(fake.process().isAlive()).isTrue();
        assertThat(two.lost().toCompletableFuture()).isNotDone();
        two.end(LONG);

        assertThat(fake.called()).containsExactly("Shutdown");
        assertThat(endsSoon(fake.process())).isTrue();
    }

    @Test
    void shimThatKnowsNoGroupsIsEndedWithItsTask(@TempDir Path elsewhere) throws Exception {
        try (FakeV2Shim own = new FakeV2Shim(elsewhere, 2)) {
            ShimLaunch first = launch("one", "pod");
            Shim one = driver.start(first, LONG);
            driver.start(own.launch(state, "two", "pod"), LONG);

            one.end(LONG);
            driver.reclaim(first, LONG);

            assertThat(endsSoon(fake.process())).isTrue();
            assertThat(own.process().isAlive()).isTrue();
        }
    }

    @Test
    void shimIsNotEndedWhileAnotherTaskOfAnEarlierRunNeedsIt() throws Exception {
        ShimLaunch first = launch("one", "pod");
        driver.start(first, LONG);
        driver.start(launch("two", "pod"), LONG);
        driver.close();
        driver = new V2ShimDriver(state, event -> {}, posix);

        driver.connect(first, LONG).end(LONG);
        driver.reclaim(first, LONG);

        assertThat(fake.called()).isEmpty();
        assertThat(fake.process().isAlive()).isTrue();
    }

    @Test
    void shimIsNotEndedWithATaskWhileTheGroupOfItsNameNeedsIt() throws Exception {
        ShimLaunch alone = launch("pod", "");
        driver.start(alone, LONG);
        driver.start(launch("two", "pod"), LONG);
        driver.close();
        driver = new V2ShimDriver(state, event -> {}, posix);

        driver.connect(alone, LONG).end(LONG);
        driver.reclaim(alone, LONG);

        assertThat(fake.process().isAlive()).isTrue();
    }

    @Test
    void deathOfASharedShimIsToldForEachTask() throws Exception {
        Shim one = driver.start(launch("one", "pod"), LONG);
        Shim two = driver.start(launch("two", "pod"), LONG);

        fake.process().destroyForcibly();

        one.lost().toCompletableFuture().get(10, SECONDS);
        two.lost().toCompletableFuture().get(10, SECONDS);
    }

    @Test
    void lostConnectionIsTold() throws Exception {
        Shim shim = driver.start(launch("web", ""), LONG);

        fake.serve(2);

        shim.lost().toCompletableFuture().get(10, SECONDS);
    }

    @Test
    void shimThatHasTakenInASecondTaskIsJoinedWithoutItsProgram() throws Exception {
        fake.endAtShutdown();
        Shim one = driver.start(launch("one", "pod"), LONG);
        Shim two = driver.start(launch("two", "pod"), LONG);
        one.end(LONG);
        ShimLaunch third = launch("three", "pod");

        Shim three = driver.start(third, LONG);
        two.end(LONG);

        assertThat(fake.programCalls()).hasSize(2);
        assertThat(V2Bundle.of(third).socket()).contains(fake.socket());
        assertThat(V2Bundle.of(third).process())
                .isEqualTo(ProcessIdentity.of((int) fake.process().pid()));
        assertThat(fake.process().isAlive()).isTrue();
        three.end(LONG);
        assertThat(endsSoon(fake.process())).isTrue();
    }

    @Test
    void shimIsJoinedWithoutItsProgramAlsoWhenItWasFoundAgain() throws Exception {
        driver.start(launch("one", "pod"), LONG);
        driver.start(launch("two", "pod"), LONG);
        driver.close();
        driver = new V2ShimDriver(state, event -> {}, posix);
        driver.connect(launch("one", "pod"), LONG);
        driver.connect(launch("two", "pod"), LONG);

        driver.start(launch("three", "pod"), LONG);

        assertThat(fake.programCalls()).hasSize(2);
    }

    @Test
    void programOfAnotherNameIsAskedWhichShimItIs(@TempDir Path elsewhere) throws Exception {
        driver.start(launch("one", "pod"), LONG);
        driver.start(launch("two", "pod"), LONG);
        try (FakeV2Shim other = new FakeV2Shim(elsewhere, 2)) {
            driver.start(other.launch(state, "three", "pod"), LONG);

            assertThat(other.programCalls()).hasSize(1);
        }
    }

    @Test
    void programIsAskedWhereTheSharedShimHasDied(@TempDir Path elsewhere) throws Exception {
        driver.start(launch("one", "pod"), LONG);
        driver.start(launch("two", "pod"), LONG);
        fake.die();
        ShimLaunch third = launch("three", "pod");
        try (FakeV2Shim next = new FakeV2Shim(elsewhere, 2)) {
            fake.says("unix://" + next.socket());

            driver.start(third, LONG);

            assertThat(fake.programCalls()).hasSize(3);
            assertThat(V2Bundle.of(third).socket()).contains(next.socket());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"says so", "dies"})
    void programIsAskedWhereTheSharedShimIsGoing(String how, @TempDir Path elsewhere) throws Exception {
        driver.start(launch("one", "pod"), LONG);
        driver.start(launch("two", "pod"), LONG);
        if (how.equals("dies")) {
            fake.dieAt("Connect");
        } else {
            fake.refuse("Connect", TtrpcCode.UNAVAILABLE, "it is going");
        }
        ShimLaunch third = launch("three", "pod");
        try (FakeV2Shim next = new FakeV2Shim(elsewhere, 2)) {
            fake.says("unix://" + next.socket());

            Shim three = driver.start(third, LONG);

            assertThat(fake.programCalls()).hasSize(3);
            assertThat(three.pid()).isEqualTo(next.process().pid());
            assertThat(V2Bundle.of(third).socket()).contains(next.socket());
        }
    }

    /** It would find the same, and wait for it once more. */
    @Test
    void programIsNotAskedWhereTheSharedShimHangs() throws Exception {
        driver.start(launch("one", "pod"), LONG);
        driver.start(launch("two", "pod"), LONG);
        fake.answer("Connect", new CompletableFuture<MessageLite>());
        ShimLaunch third = launch("three", "pod");

        assertThatThrownBy(() -> driver.start(third, SHORT)).isInstanceOf(DeadlineExceededException.class);

        assertThat(fake.programCalls()).hasSize(2);
        assertThat(fake.process().isAlive()).isTrue();
    }

    @Test
    void shimThatIsNotKnownToShareIsNotJoinedWithoutItsProgram() throws Exception {
        driver.start(launch("one", "pod"), LONG);
        driver.start(launch("two", "other"), LONG);
        driver.start(launch("three", "pod"), LONG);

        assertThat(fake.programCalls()).hasSize(3);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.DeadlineExceededException;
import io.longshore.api.LongshoreException;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimLaunch;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A task is about to join a shim, of which the one it was started for has gone meanwhile, and fails: the shim does not stay. */
class V2LastJoinerTest extends V2DriverFixture {
    /** Until somebody writes, the program of the shim waits. */
    private Path holdProgram() {
        Path hangs = directory.resolve("hangs");
        posix.mkfifo(hangs, 0600);
        return hangs;
    }

    private CompletableFuture<Throwable> joining(ShimLaunch joiner) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                driver.start(joiner, LONG).close();
                return null;
            } catch (LongshoreException e) {
                return e;
            }
        });
    }

    /** The program has begun, and waits: that is when a FIFO can be opened for writing. */
    private static OutputStream awaitProgram(Path hangs) throws Exception {
        return CompletableFuture.supplyAsync(() -> {
                    try {
                        return Files.newOutputStream(hangs);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .get(10, SECONDS);
    }

    /** Each could find nobody who listens, and start a shim of its own. */
    @Test
    void programIsNotAskedForTwoOfAGroupAtATime() throws Exception {
        Path hangs = holdProgram();
        CompletableFuture<Throwable> first = joining(launch("first", "pod"));
        try (OutputStream program = awaitProgram(hangs)) {
            ShimLaunch second = launch("second", "pod");
            assertThatThrownBy(() -> driver.start(second, SHORT)).isInstanceOf(DeadlineExceededException.class);
            assertThat(fake.programCalls()).hasSize(1);
            program.write('\n');
        }

        assertThat(first.get(10, SECONDS)).isNull();
        Files.delete(hangs);
        driver.start(launch("second", "pod"), LONG);
    }

    @Test
    void shimEndsWithTheStartThatFails() throws Exception {
        fake.endAtShutdown();
        Shim founder = driver.start(launch("founder", "pod"), LONG);
        Path hangs = holdProgram();
        CompletableFuture<Throwable> joining = joining(launch("joiner", "pod"));
        try (OutputStream program = awaitProgram(hangs)) {
            founder.end(LONG);
            assertThat(fake.process().isAlive()).isTrue();
            Files.writeString(directory.resolve("status"), "1");
            program.write('\n');
        }

        assertThat(joining.get(10, SECONDS)).isInstanceOf(LongshoreException.class);
        assertThat(endsSoon(fake.process())).isTrue();
        assertThat(fake.socket()).doesNotExist();
    }

    @Test
    void shimGoesOnThoughTheStartFailsWhileATaskOfAnotherGroupHasIt() throws Exception {
        fake.endAtShutdown();
        Shim founder = driver.start(launch("founder", "pod"), LONG);
        Shim other = driver.start(launch("other", "another"), LONG);
        Path hangs = holdProgram();
        CompletableFuture<Throwable> joining = joining(launch("joiner", "pod"));
        try (OutputStream program = awaitProgram(hangs)) {
            founder.end(LONG);
            Files.writeString(directory.resolve("status"), "1");
            program.write('\n');
        }

        assertThat(joining.get(10, SECONDS)).isInstanceOf(LongshoreException.class);
        assertThat(fake.process().isAlive()).isTrue();
        assertThat(fake.socket()).exists();
        other.end(LONG);
        assertThat(endsSoon(fake.process())).isTrue();
    }

    @Test
    void shimGoesOnIfTheStartGoesWell() throws Exception {
        fake.endAtShutdown();
        Shim founder = driver.start(launch("founder", "pod"), LONG);
        Path hangs = holdProgram();
        ShimLaunch joiner = launch("joiner", "pod");
        CompletableFuture<Throwable> joining = joining(joiner);
        try (OutputStream program = awaitProgram(hangs)) {
            founder.end(LONG);
            program.write('\n');
        }

        assertThat(joining.get(10, SECONDS)).isNull();
        assertThat(fake.process().isAlive()).isTrue();
        driver.connect(joiner, LONG).end(LONG);
        assertThat(endsSoon(fake.process())).isTrue();
    }

    @Test
    void shimEndsWithTheLastThoughThisProcessWasKilledInBetween() throws Exception {
        ShimLaunch founder = launch("founder", "pod");
        driver.start(founder, LONG);
        ShimLaunch joiner = launch("joiner", "pod");
        V2Bundle.of(joiner).prepare("pod", fake.program, posix);
        driver.close();
        driver = new V2ShimDriver(state, event -> {}, posix);

        driver.connect(founder, LONG).end(LONG);
        assertThat(fake.process().isAlive()).isTrue();
        driver.close();
        driver = new V2ShimDriver(state, event -> {}, posix);
        driver.reclaim(joiner, LONG);

        assertThat(endsSoon(fake.process())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shimThatKnowsNoGroupsEndsThoughAThirdIsJoiningMeanwhile(
            boolean goesWell, @TempDir Path second, @TempDir Path third) throws Exception {
        try (FakeV2Shim ofSecond = new FakeV2Shim(second, 2);
                FakeV2Shim ofThird = new FakeV2Shim(third, 2)) {
            Shim founder = driver.start(launch("founder", "pod"), LONG);
            posix.mkfifo(second.resolve("hangs"), 0600);
            posix.mkfifo(third.resolve("hangs"), 0600);
            CompletableFuture<Throwable> two = joining(ofSecond.launch(state, "two", "pod"));
            CompletableFuture<Throwable> three;
            try (OutputStream programOfTwo = awaitProgram(second.resolve("hangs"))) {
                founder.end(LONG);
                // which comes after those were told that the founder has left
                three = joining(ofThird.launch(state, "three", "pod"));
                try (OutputStream programOfThree = awaitProgram(third.resolve("hangs"))) {
                    programOfTwo.write('\n');
                    assertThat(two.get(10, SECONDS)).isNull();
                    assertThat(fake.process().isAlive()).isTrue();
                    Files.writeString(third.resolve("status"), goesWell ? "0" : "1");
                    programOfThree.write('\n');
                }
            }

            assertThat(three.get(10, SECONDS) == null).isEqualTo(goesWell);
            assertThat(endsSoon(fake.process())).isTrue();
            assertThat(fake.socket()).doesNotExist();
            assertThat(ofSecond.process().isAlive()).isTrue();
            assertThat(ofThird.process().isAlive()).isTrue();
        }
    }

    @Test
    void shimThatKnowsNoGroupsEndsWhenTheOtherHasItsOwn(@TempDir Path elsewhere) throws Exception {
        try (FakeV2Shim own = new FakeV2Shim(elsewhere, 2)) {
            Shim founder = driver.start(launch("founder", "pod"), LONG);
            Path hangs = elsewhere.resolve("hangs");
            posix.mkfifo(hangs, 0600);
            CompletableFuture<Throwable> joining = joining(own.launch(state, "joiner", "pod"));
            try (OutputStream program = awaitProgram(hangs)) {
                founder.end(LONG);
                // nobody knows yet whether the other needs it
                assertThat(fake.process().isAlive()).isTrue();
                program.write('\n');
            }

            assertThat(joining.get(10, SECONDS)).isNull();
            assertThat(endsSoon(fake.process())).isTrue();
            assertThat(fake.socket()).doesNotExist();
            assertThat(own.process().isAlive()).isTrue();
        }
    }

    @Test
    void allShimsThatKnowNoGroupsEndWhoseTasksHaveGoneWhileAnotherWasJoining(@TempDir Path second, @TempDir Path third)
            throws Exception {
        try (FakeV2Shim ofSecond = new FakeV2Shim(second, 2);
                FakeV2Shim own = new FakeV2Shim(third, 2)) {
            Shim one = driver.start(launch("one", "pod"), LONG);
            Shim two = driver.start(ofSecond.launch(state, "two", "pod"), LONG);
            posix.mkfifo(third.resolve("hangs"), 0600);
            CompletableFuture<Throwable> joining = joining(own.launch(state, "joiner", "pod"));
            try (OutputStream program = awaitProgram(third.resolve("hangs"))) {
                one.end(LONG);
                two.end(LONG);
                // nobody knows yet whether the other needs one of them
                assertThat(fake.process().isAlive()).isTrue();
                assertThat(ofSecond.process().isAlive()).isTrue();
                program.write('\n');
            }

            assertThat(joining.get(10, SECONDS)).isNull();
            assertThat(endsSoon(fake.process())).isTrue();
            assertThat(endsSoon(ofSecond.process())).isTrue();
            assertThat(fake.socket()).doesNotExist();
            assertThat(ofSecond.socket()).doesNotExist();
            assertThat(own.process().isAlive()).isTrue();
        }
    }

    @Test
    void shimWhoseFounderWasCutOffBeforeItSaidItsAddressEndsWithTheLastThatJoins(@TempDir Path elsewhere)
            throws Exception {
        ShimLaunch founder = launch("founder", "pod");
        Process shim = named(founder);
        try (FakeV2Shim other = new FakeV2Shim(elsewhere, 2)) {
            holdProgram();
            posix.mkfifo(elsewhere.resolve("hangs"), 0600);
            CompletableFuture<Throwable> joining = joining(other.launch(state, "joiner", "pod"));
            try (OutputStream program = awaitProgram(elsewhere.resolve("hangs"))) {
                assertThatThrownBy(() -> driver.start(founder, SHORT)).isInstanceOf(DeadlineExceededException.class);
                // the other may be about to join it
                assertThat(shim.isAlive()).isTrue();
                Files.writeString(elsewhere.resolve("status"), "1");
                program.write('\n');
            }

            assertThat(joining.get(10, SECONDS)).isInstanceOf(LongshoreException.class);
            assertThat(endsSoon(shim)).isTrue();
        } finally {
            shim.destroyForcibly();
        }
    }

    @Test
    void shimWhoseFounderWasCutOffByTheEndOfThisProcessDoesNotStayForOneThatWasCutOffToo() throws Exception {
        ShimLaunch founder = launch("founder", "pod");
        ShimLaunch joiner = launch("joiner", "pod");
        V2Bundle.of(founder).prepare("pod", fake.program, posix);
        V2Bundle.of(joiner).prepare("pod", fake.program, posix);
        Process shim = named(founder);
        try {
            driver.reclaim(founder, LONG);
            driver.reclaim(joiner, LONG);

            assertThat(endsSoon(shim)).isTrue();
        } finally {
            shim.destroyForcibly();
        }
    }
}

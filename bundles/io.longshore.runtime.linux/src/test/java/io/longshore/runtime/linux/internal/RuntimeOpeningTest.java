// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.RuntimeStatus;
import io.longshore.posix.LinuxPosix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A runtime whose directory cannot be made, as below a {@code /run} that is read-only: a file is in its way. */
class RuntimeOpeningTest {
    @TempDir
    Path directory;

    private final LinuxPosix posix = new LinuxPosix();
    private final List<ContainerRuntime> offered = new CopyOnWriteArrayList<>();
    private volatile Runnable beforeOpen = () -> {};
    private BiFunction<Runnable, String, Thread> making = Thread::new;
    private volatile Consumer<ContainerRuntime> beforeOffer = runtime -> {};
    private Path inTheWay;
    private RuntimeOpening opening;

    @BeforeEach
    void putAFileInTheWay() throws Exception {
        inTheWay = Files.createFile(directory.resolve("run"));
        opening = opening(RuntimeSettings.defaults(directory.resolve("root"), inTheWay.resolve("state"))
                .withRuntime("/bin/true"));
    }

    private RuntimeOpening opening(RuntimeSettings settings) {
        return new RuntimeOpening(
                () -> {
                    beforeOpen.run();
                    return LinuxRuntime.open(
                            settings,
                            new OneContainer(null),
                            new RecordingExchange(),
                            List.of(new FakeShims()),
                            posix,
                            Clock.systemUTC());
                },
                reason -> AbsentRuntime.of(settings, reason),
                runtime -> {
                    beforeOffer.accept(runtime);
                    offered.add(runtime);
                    return () -> offered.remove(runtime);
                },
                (task, name) -> making.apply(task, name));
    }

    @AfterEach
    void close() {
        opening.close();
        posix.close();
    }

    @Test
    void whatIsMissingIsSaidInItsPlace() {
        opening.begin();

        ContainerRuntime absent = offered.get(0);
        RuntimeStatus status = absent.status();
        assertThat(offered).hasSize(1);
        assertThat(absent.list()).isEmpty();
        assertThat(status.missing()).singleElement().asString().contains(inTheWay.toString(), "run as root");
        assertThat(status.configuration()).containsEntry("runtime", "/bin/true");
        assertThatThrownBy(() -> absent.create(RuntimeWithFakeShims.NS, RuntimeWithFakeShims.ID, CreateOptions.DEFAULT))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining(inTheWay.toString());
    }

    @Test
    void itIsOpenedWithoutARestartWhenWhatWasMissingIsThere() throws Exception {
        opening.begin();
        ContainerRuntime absent = offered.get(0);

        Files.delete(inTheWay);

        await().atMost(Duration.ofSeconds(30)).until(() -> !offered.contains(absent) && offered.size() == 1);
        ContainerRuntime runtime = offered.get(0);
        assertThat(runtime).isInstanceOf(LinuxRuntime.class);
        assertThatThrownBy(() -> runtime.get(RuntimeWithFakeShims.NS, RuntimeWithFakeShims.ID))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void closingItTakesBackWhatIsOfferedAndEndsItsThread() throws Exception {
        opening.begin();
        opening.close();
        Files.delete(inTheWay);

        assertThat(offered).isEmpty();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("longshore-runtime-opening")));
        assertThat(directory.resolve("run")).doesNotExist();
    }

    @Test
    void whatOnlyAnotherConfigurationHelpsAgainstIsNotTriedAgain() {
        RuntimeOpening wrong =
                opening(RuntimeSettings.defaults(directory.resolve("same"), directory.resolve("same/state")));

        assertThatThrownBy(wrong::begin).isInstanceOf(InvalidArgumentException.class);

        wrong.close();
        assertThat(offered).isEmpty();
    }

    @Test
    void whatIsOpenedWhileItIsClosedIsClosedToo() throws Exception {
        opening.begin();
        CountDownLatch offering = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        beforeOffer = runtime -> {
            offering.countDown();
            RuntimeWithFakeShims.awaitUninterruptibly(goOn);
        };
        Files.delete(inTheWay);
        assertThat(offering.await(30, SECONDS)).isTrue();
        FutureTask<Void> closing = new FutureTask<>(opening::close, null);
        Thread closer = RuntimeWithFakeShims.beside(closing);

        goOn.countDown();

        closing.get(10, SECONDS);
        closer.join();
        assertThat(offered).isEmpty();
        DirectoryClaim.of(directory.resolve("root")).close();
    }

    @Test
    void whatCannotBeOfferedIsClosedAndItsDirectoriesAreFree() throws Exception {
        Files.delete(inTheWay);
        beforeOffer = runtime -> {
            throw new IllegalStateException("the bundle is stopped");
        };

        assertThatThrownBy(opening::begin).isInstanceOf(IllegalStateException.class);

        DirectoryClaim.of(directory.resolve("root")).close();
    }

    @Test
    void withoutAThreadToTryItAgainNothingStaysOffered() {
        making = (task, name) -> {
            throw new OutOfMemoryError("unable to create native thread");
        };

        assertThatThrownBy(opening::begin).isInstanceOf(OutOfMemoryError.class);

        assertThat(offered).isEmpty();
    }

    @Test
    void whatNobodyHasForeseenEndsNoRetrying() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        beforeOpen = () -> {
            switch (attempts.incrementAndGet()) {
                case 1 -> throw new IllegalStateException("no thread");
                case 2 -> throw new NoClassDefFoundError("a class");
                case 3 -> throw new InvalidArgumentException("a link leads elsewhere for a moment");
                default -> {}
            }
        };
        Files.delete(inTheWay);

        opening.begin();

        assertThat(missing()).contains("no thread");
        await().atMost(Duration.ofSeconds(30)).until(() -> missing().contains("a class"));
        await().atMost(Duration.ofSeconds(30)).until(() -> missing().contains("elsewhere"));
        await().atMost(Duration.ofSeconds(30)).until(this::runtimeIsOffered);
    }

    @Test
    void reasonThatCouldNotBeOfferedIsOfferedByTheNextAttempt() {
        opening.begin();
        AtomicInteger refused = new AtomicInteger();
        beforeOpen = () -> {
            throw new UnavailableException("another reason");
        };
        beforeOffer = runtime -> {
            if (refused.getAndIncrement() == 0) {
                throw new IllegalStateException("not now");
            }
        };

        await().atMost(Duration.ofSeconds(30)).until(() -> missing().equals("another reason"));

        assertThat(refused).hasValue(2);
    }

    @Test
    void runtimeThatCannotBeOfferedIsClosedAndOpenedAgainAndWhySoIsOfferedMeanwhile() throws Exception {
        opening.begin();
        String first = missing();
        AtomicInteger refused = new AtomicInteger();
        beforeOffer = runtime -> {
            if (runtime instanceof LinuxRuntime && refused.getAndIncrement() == 0) {
                throw new IllegalStateException("not now");
            }
        };

        Files.delete(inTheWay);

        await().atMost(Duration.ofSeconds(30)).until(() -> missing().contains("not now"));
        assertThat(first).doesNotContain("not now");
        await().atMost(Duration.ofSeconds(30)).until(this::runtimeIsOffered);
    }

    private boolean runtimeIsOffered() {
        return offered.size() == 1 && offered.get(0) instanceof LinuxRuntime;
    }

    /** Empty while nothing is offered, or a runtime. */
    private String missing() {
        return offered.stream()
                .map(runtime -> runtime instanceof AbsentRuntime absent ? absent.reason() : "")
                .collect(Collectors.joining());
    }

    /** As those of a Karaf that is just ending. */
    @Test
    void itIsOpenedWhenAnotherRuntimeHasLeftItsDirectories() throws Exception {
        Files.delete(inTheWay);
        Files.createDirectories(directory.resolve("root"));
        try (DirectoryClaim other = DirectoryClaim.of(directory.resolve("root"))) {
            assertThat(other).isNotNull();
            opening.begin();
            assertThat(offered.get(0).status().missing())
                    .singleElement()
                    .asString()
                    .contains("another runtime uses");
        }

        await().atMost(Duration.ofSeconds(30)).until(this::runtimeIsOffered);
    }
}

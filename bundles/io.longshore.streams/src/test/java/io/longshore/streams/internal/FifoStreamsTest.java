// SPDX-License-Identifier: Apache-2.0
package io.longshore.streams.internal;

import static io.longshore.streams.internal.StreamsFixture.ENDED;
import static io.longshore.streams.internal.StreamsFixture.ID;
import static io.longshore.streams.internal.StreamsFixture.NAMESPACE;
import static io.longshore.streams.internal.StreamsFixture.read;
import static io.longshore.streams.internal.StreamsFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.ExecId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.streams.StreamClosedException;
import io.longshore.api.streams.StreamOptions;
import io.longshore.api.streams.TaskIo;
import io.longshore.posix.PosixException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The FIFOs on disk: made, found again, removed. */
@Timeout(60)
class FifoStreamsTest {
    @TempDir
    private Path directory;

    private StreamsFixture fixture;

    @BeforeEach
    void start() {
        fixture = new StreamsFixture(directory.resolve("io"));
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void fifosAreMadeForUsAloneAndRemovedByClosing() throws Exception {
        TaskIo io = fixture.open(StreamOptions.DEFAULT);
        Path process = fixture.root.resolve("default/web/.init");

        assertThat(io.stdio())
                .isEqualTo(new Stdio(process + "/stdin", process + "/stdout", process + "/stderr", false));
        for (String fifo : new String[] {"stdin", "stdout", "stderr"}) {
            assertThat(Files.getAttribute(process.resolve(fifo), "unix:mode")).isEqualTo(0010600);
        }
        for (Path dir = process; !dir.equals(directory); dir = dir.getParent()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir)))
                    .isEqualTo("rwx------");
        }

        io.close();
        io.close();
        assertThat(fixture.root).isEmptyDirectory();
    }

    @Test
    void withATerminalThereAreNoErrorsAndWithoutInputNoInput() throws Exception {
        try (TaskIo io = fixture.open(StreamOptions.DEFAULT.withTerminal().withoutStdin())) {
            String stdout = fixture.root.resolve("default/web/.init/stdout").toString();

            assertThat(io.stdio()).isEqualTo(new Stdio("", stdout, "", true));
            assertThat(io.stderr().read()).isEqualTo(-1);
            assertThatExceptionOfType(FailedPreconditionException.class).isThrownBy(io::stdin);
            assertThat(fixture.root.resolve("default/web/.init").toFile().list())
                    .containsExactly("stdout");
        }
    }

    @Test
    void processesOfATaskAreApartAndEachOpensOnce() {
        ExecId exec = new ExecId("init");
        TaskIo first = fixture.open(StreamOptions.DEFAULT);
        TaskIo added = fixture.streams().open(NAMESPACE, ID, exec, StreamOptions.DEFAULT);
        assertThat(added.stdio()).isNotEqualTo(first.stdio());

        assertThatExceptionOfType(AlreadyExistsException.class).isThrownBy(() -> fixture.open(StreamOptions.DEFAULT));
        assertThatExceptionOfType(AlreadyExistsException.class).isThrownBy(() -> fixture.reattach());
        first.close();
        assertThat(Path.of(added.stdio().stdout())).exists();
        fixture.open(StreamOptions.DEFAULT).close();
        added.close();
    }

    @Test
    void theEndIsSaidOnce() {
        try (TaskIo io = fixture.open(StreamOptions.DEFAULT)) {
            io.endsWith(new CompletableFuture<>());

            assertThatExceptionOfType(FailedPreconditionException.class)
                    .isThrownBy(() -> io.endsWith(new CompletableFuture<>()));
        }
    }

    @Test
    void afterARestartTheStreamsOfARunningTaskGoOn() throws Exception {
        TaskIo before = fixture.open(StreamOptions.DEFAULT);
        String script = "printf one >&3; printf e >&5; while read line; do echo $line >&3; done <&7";
        try (FakeShim shim = FakeShim.start(before.stdio(), script)) {
            assertThat(read(before.stderr(), 1)).isEqualTo("e");
            assertThat(read(before.stdout(), 1)).isEqualTo("o");
            // as a shim does, which holds a writer of the input itself
            FakeShim holder = FakeShim.start(before.stdio(), "exec 9<>\"$IN\"; printf h >&5; exec sleep 60");
            assertThat(read(before.stderr(), 1)).isEqualTo("h");

            fixture.restart();
            before.close();
            assertThatExceptionOfType(StreamClosedException.class)
                    .isThrownBy(() -> before.stdout().read());
            TaskIo after = fixture.reattach();
            holder.close();
            after.endsWith(shim.exit());

            assertThat(after.stdio()).isEqualTo(before.stdio());
            assertThat(read(after.stdout(), 2)).isEqualTo("ne");
            after.stdin().write("two\n".getBytes(StandardCharsets.UTF_8));
            after.stdin().close();
            assertThat(text(after.stdout())).isEqualTo("two\n");
            assertThat(after.truncated()).isFalse();
            after.close();
            assertThat(fixture.root).isEmptyDirectory();
        }
    }

    @Test
    void processThatWasAddedAndNotStartedIsStartedWithItsStreamsAfterARestart() throws Exception {
        ExecId exec = new ExecId("later");
        TaskIo before = fixture.streams().open(NAMESPACE, ID, exec, StreamOptions.DEFAULT);
        fixture.restartAfter(Duration.ofHours(23));

        TaskIo after = fixture.streams().reattach(NAMESPACE, ID, exec, StreamOptions.DEFAULT);
        after.stdin().write("go\n".getBytes(StandardCharsets.UTF_8));
        try (FakeShim shim = FakeShim.start(before.stdio(), "read line <&7; printf $line >&3")) {
            after.endsWith(shim.exit());

            assertThat(after.stdio()).isEqualTo(before.stdio());
            assertThat(text(after.stdout())).isEqualTo("go");
        }
        after.close();
        assertThat(fixture.root).isEmptyDirectory();
    }

    @Test
    void whatNobodyHasUsedIsGoneAfterARestartADayLater() throws Exception {
        TaskIo used = fixture.open(StreamOptions.DEFAULT);
        ExecId exec = new ExecId("gone");
        TaskIo unused = fixture.streams().open(NAMESPACE, ID, exec, StreamOptions.DEFAULT);
        Files.createDirectories(fixture.root.resolve("half/made/.init"));
        Files.writeString(fixture.root.resolve("default/strange"), "");
        try (FakeShim shim = FakeShim.start(used.stdio(), "printf x >&3; exec sleep 60")) {
            assertThat(read(used.stdout(), 1)).isEqualTo("x");

            fixture.restartAfter(Duration.ofHours(25));

            assertThat(Path.of(used.stdio().stdout())).exists();
            assertThat(Path.of(unused.stdio().stdout())).doesNotExist();
            assertThat(fixture.root.resolve("half")).doesNotExist();
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> fixture.streams().reattach(NAMESPACE, ID, exec, StreamOptions.DEFAULT));
            assertThatExceptionOfType(AlreadyExistsException.class)
                    .isThrownBy(() -> fixture.open(StreamOptions.DEFAULT));
            assertThat(shim.exit()).isNotDone();
        }
        fixture.restartAfter(Duration.ofHours(25));
        assertThat(Path.of(used.stdio().stdout())).doesNotExist();
    }

    @Test
    void anIdIsOpenedAnewWhenWhatWasDetachedHasEnded() throws Exception {
        TaskIo before = fixture.open(StreamOptions.DEFAULT.withTerminal());
        before.detach();
        before.close();
        assertThat(Path.of(before.stdio().stdout())).exists();

        try (TaskIo after = fixture.open(StreamOptions.DEFAULT)) {
            after.endsWith(CompletableFuture.completedFuture(ENDED));

            assertThat(after.stdio().terminal()).isFalse();
            assertThat(after.stderr().read()).isEqualTo(-1);
        }
        assertThat(fixture.root).isEmptyDirectory();
    }

    @Test
    void aTerminalIsAttachedToAsATerminal() {
        TaskIo before = fixture.open(StreamOptions.DEFAULT.withTerminal().withoutStdin());
        before.detach();

        try (TaskIo after = fixture.reattach()) {
            assertThat(after.stdio()).isEqualTo(before.stdio());
            assertThat(after.stdio().terminal()).isTrue();
        }
    }

    @Test
    void whereACallOfTheSystemFailsNothingIsLeftAndTheNextOneSucceeds() throws Exception {
        long descriptors = fixture.descriptors();
        // three FIFOs are made, and both ends of each opened
        for (int call = 1; call <= 9; call++) {
            fixture.failAtCall(call);

            assertThatExceptionOfType(UnavailableException.class)
                    .as("call %s", call)
                    .isThrownBy(() -> fixture.open(StreamOptions.DEFAULT))
                    .withMessageContaining("namespace=default id=web")
                    .withCauseInstanceOf(PosixException.class);

            assertThat(fixture.root).isEmptyDirectory();
            assertThat(fixture.descriptors()).isEqualTo(descriptors);
        }
        fixture.open(StreamOptions.DEFAULT).close();
    }

    @Test
    void whereAttachingFailsTheFifosAreLeftToBeAttachedTo() throws Exception {
        TaskIo before = fixture.open(StreamOptions.DEFAULT);
        // as a shim does, it holds a writer of the input itself
        try (FakeShim shim = FakeShim.start(before.stdio(), "exec 9<>\"$IN\"; printf kept >&3; read go <&7")) {
            assertThat(read(before.stdout(), 2)).isEqualTo("ke");
            before.detach();
            fixture.failAtCall(6);
            assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> fixture.reattach());

            try (TaskIo after = fixture.reattach()) {
                assertThat(read(after.stdout(), 2)).isEqualTo("pt");
                assertThat(shim.exit()).isNotDone();
            }
        }
    }

    @Test
    void aServiceThatHasEndedOpensNothing() {
        fixture.streams().close();

        assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> fixture.open(StreamOptions.DEFAULT));
    }

    @Test
    void aDirectoryThatIsNotOneIsRefused() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        Path link = Files.createSymbolicLink(directory.resolve("link"), fixture.root);

        assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> fixture.openAnother(file));
        assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> fixture.openAnother(link));
    }

    @Test
    void theDirectoryFollowsTheNameOfTheInstance() {
        assertThat(TaskStreamsComponent.directory("", "dock-3")).isEqualTo(Path.of("/run/longshore/dock-3/.io"));
        assertThat(TaskStreamsComponent.directory(" ", null)).isEqualTo(Path.of("/run/longshore/default/.io"));
        assertThat(TaskStreamsComponent.directory("/a/../b", "dock-3")).isEqualTo(Path.of("/b"));
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> TaskStreamsComponent.directory("relative", "dock-3"));
    }
}

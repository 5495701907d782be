// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FdReceiverTest {

    private LinuxPosix posix;

    @TempDir
    private Path directory;

    private Path socket;

    @BeforeEach
    void load() {
        posix = new LinuxPosix();
        socket = directory.resolve("socket");
    }

    @AfterEach
    void close() {
        posix.close();
    }

    private static Fd await(FdReceiver receiver) throws Exception {
        return receiver.received().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void aDescriptorComesWhateverIsSentBesideItAndBeforeIt() throws Exception {
        Pipe pipe = posix.pipe();
        try (Fd reader = pipe.reader();
                FdReceiver receiver = posix.receiveFd(socket)) {
            SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
            DescriptorSender.send(socket, "/dev/pts/7", pipe.writer(), reader);

            try (Fd came = await(receiver)) {
                pipe.writer().close();
                assertThat(came.write("through".getBytes(UTF_8), 0, 7)).isEqualTo(7);
            }

            byte[] read = new byte[7];
            assertThat(reader.read(read, 0, 7)).isEqualTo(7);
            assertThat(new String(read, UTF_8)).isEqualTo("through");
            assertThat(reader.read(read, 0, 7)).as("no writer is left open").isEqualTo(-1);
        }
    }

    @Test
    void aPeerThatSendsBytesOnlyIsWaitedFor() throws Exception {
        Pipe pipe = posix.pipe();
        try (Fd reader = pipe.reader();
                Fd writer = pipe.writer();
                FdReceiver receiver = posix.receiveFd(socket)) {
            try (SocketChannel peer = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                assertThat(peer.write(ByteBuffer.wrap(new byte[] {1}))).isEqualTo(1);
            }
            DescriptorSender.send(socket, "/dev/pts/7", writer, reader);

            try (Fd came = await(receiver)) {
                assertThat(came.write(new byte[] {1}, 0, 1)).isEqualTo(1);
            }
        }
    }

    @Test
    void theSocketIsForItsOwnerAlone() throws Exception {
        try (FdReceiver receiver = posix.receiveFd(socket)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-------");
            assertThat(receiver.received().toCompletableFuture()).isNotDone();
        }
    }

    @Test
    void aPeerOfAnotherUserIsDroppedThoughTheModeLetsItIn() throws Exception {
        assumeTrue(posix.geteuid() == 0, "only root can be another user");
        Pipe pipe = posix.pipe();
        try (Fd reader = pipe.reader();
                Fd writer = pipe.writer();
                FdReceiver receiver = posix.receiveFd(socket)) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));

            assertThat(OtherUser.connect(socket)).as("what a stranger reads").isEqualTo(-1);

            DescriptorSender.send(socket, "/dev/pts/7", writer, reader);
            try (Fd came = await(receiver)) {
                assertThat(came.write(new byte[] {1}, 0, 1)).isEqualTo(1);
            }
        }
    }

    @Test
    void closingEndsTheWaitAndRemovesTheSocket() {
        FdReceiver receiver = posix.receiveFd(socket);
        assertThat(socket).exists();

        receiver.close();
        receiver.close();

        assertThat(Files.exists(socket)).isFalse();
        assertThatThrownBy(() -> await(receiver))
                .isInstanceOfAny(CancellationException.class, ExecutionException.class);
    }

    @Test
    void aSocketThatCannotBeMadeIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> posix.receiveFd(directory.resolve("x".repeat(120))));
        PosixException taken = catchThrowableOfType(PosixException.class, () -> posix.receiveFd(directory));
        assertThat(taken.call()).isEqualTo("bind");
    }

    @Test
    void whatIsReopenedIsAnotherEndThatOutlivesTheFirst() throws Exception {
        Pipe pipe = posix.pipe();
        try (Fd reader = pipe.reader()) {
            Process echo = new ProcessBuilder("echo", "hello")
                    .redirectOutput(pipe.writer().reopenable().toFile())
                    .start();
            pipe.writer().close();
            assertThat(echo.waitFor()).isZero();

            byte[] read = new byte[16];
            assertThat(reader.read(read, 0, 16)).isEqualTo(6);
            assertThat(reader.read(read, 0, 16)).isEqualTo(-1);
        }
    }

    @Test
    void onlyATerminalHasASize() {
        Pipe pipe = posix.pipe();
        try (Fd reader = pipe.reader();
                Fd writer = pipe.writer()) {
            PosixException refused = catchThrowableOfType(PosixException.class, () -> writer.resizeTerminal(80, 24));
            assertThat(refused.errno()).isEqualTo(Errno.ENOTTY);
            assertThatIllegalArgumentException().isThrownBy(() -> reader.resizeTerminal(0, 24));
        }
    }
}

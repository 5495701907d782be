// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.posix.Fd.Access;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FdTest {

    private LinuxPosix posix;
    private Path fifo;

    @TempDir
    private Path directory;

    @BeforeEach
    void load() {
        posix = new LinuxPosix();
        fifo = directory.resolve("fifo");
        posix.mkfifo(fifo, 0600);
    }

    @AfterEach
    void close() {
        posix.close();
    }

    @Test
    void aFifoIsOpenedToReadWithoutAWriterButNotToWriteWithoutAReader() {
        assertThat(refusal(() -> posix.open(fifo, Access.WRITE))).isEqualTo(Errno.ENXIO);

        try (Fd reader = posix.open(fifo, Access.READ);
                Fd writer = posix.open(fifo, Access.WRITE)) {
            assertThat(reader.read(new byte[1], 0, 1)).isZero();
            assertThat(writer.write(new byte[0], 0, 0)).isZero();
        }
    }

    @Test
    void whatIsWrittenIsReadIntoItsPlaceAndNowhereElse() {
        try (Fd both = posix.open(fifo, Access.READ_WRITE)) {
            byte[] bytes = "-hello-".getBytes(StandardCharsets.UTF_8);
            byte[] buffer = new byte[10];
            Arrays.fill(buffer, (byte) '.');

            assertThat(both.write(bytes, 1, 5)).isEqualTo(5);
            assertThat(both.read(buffer, 2, 8)).isEqualTo(5);

            assertThat(new String(buffer, StandardCharsets.UTF_8)).isEqualTo("..hello...");
            assertThat(both.read(buffer, 0, 10)).as("nothing is there now").isZero();
        }
    }

    @Test
    void theEndComesWithTheLastWriterAndAfterTheLastByte() {
        try (Fd reader = posix.open(fifo, Access.READ)) {
            Fd writer = posix.open(fifo, Access.WRITE);
            writer.write(new byte[3], 0, 3);
            writer.close();

            assertThat(reader.read(new byte[2], 0, 2)).isEqualTo(2);
            assertThat(reader.read(new byte[2], 0, 2)).isEqualTo(1);
            assertThat(reader.read(new byte[2], 0, 2)).isEqualTo(-1);
        }
    }

    @Test
    void aFullFifoTakesNothingAndOneWithoutAReaderRefuses() {
        Fd reader = posix.open(fifo, Access.READ);
        try (Fd writer = posix.open(fifo, Access.WRITE)) {
            byte[] bytes = new byte[1 << 20];
            int taken = writer.write(bytes, 0, bytes.length);

            assertThat(taken).isEqualTo(64 * 1024);
            assertThat(writer.write(bytes, 0, 1)).isZero();

            reader.close();
            assertThat(refusal(() -> writer.write(bytes, 0, 1))).isEqualTo(Errno.EPIPE);
        }
    }

    @Test
    void symbolicLinksAreNotFollowedAndFilesHaveNoReadiness() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), fifo);
        Path file = Files.writeString(directory.resolve("file"), "x");

        assertThat(refusal(() -> posix.open(link, Access.READ))).isEqualTo(Errno.ELOOP);
        try (Fd opened = posix.open(file, Access.READ)) {
            assertThat(refusal(opened::readable)).isEqualTo(Errno.EPERM);
            assertThat(opened.read(new byte[9], 0, 9)).isEqualTo(1);
            assertThat(opened.read(new byte[9], 0, 9)).isEqualTo(-1);
        }
    }

    private static Errno refusal(ThrowingCallable call) {
        PosixException refused = catchThrowableOfType(PosixException.class, call);
        assertThat(refused).as("the kernel refused").isNotNull();
        return refused.errno();
    }
}

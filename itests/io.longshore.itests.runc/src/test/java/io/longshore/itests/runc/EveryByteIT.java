// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.Task;
import io.longshore.api.streams.TaskIo;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** R29: the process ends with its last byte, and the reader gets it. */
@EveryShim
class EveryByteIT {
    private static final int CHUNK = 1 << 16;

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

    private static MessageDigest sha256() throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256");
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Makes a file of so many random bytes, and tells their checksum. */
    private String data(int size) throws Exception {
        MessageDigest digest = sha256();
        Random random = new Random(size);
        try (OutputStream file =
                new DigestOutputStream(Files.newOutputStream(rig.directory().resolve("data")), digest)) {
            byte[] chunk = new byte[CHUNK];
            for (int left = size; left > 0; left -= CHUNK) {
                random.nextBytes(chunk);
                file.write(chunk, 0, Math.min(left, CHUNK));
            }
        }
        return hex(digest);
    }

    private static String checksum(InputStream stream) throws IOException, GeneralSecurityException {
        MessageDigest digest = sha256();
        try (InputStream input = new DigestInputStream(stream, digest)) {
            input.transferTo(OutputStream.nullOutputStream());
        }
        return hex(digest);
    }

    private ContainerId container(String id) {
        return rig.container(
                id,
                rig.spec(id, "cat", "/data")
                        .bind(rig.directory().resolve("data"), "/data", true)
                        .build());
    }

    @ParameterizedTest
    @CsvSource({"1, 10", "4096, 10", "1048576, 5", "67108864, 2"})
    void streamHasEveryByte(int size, int times) throws Exception {
        String expected = data(size);
        for (int i = 0; i < times; i++) {
            ContainerId id = container("live" + i);
            try (TaskIo io = rig.streams().open(rig.namespace(), id, null, StreamsIT.BOUNDED.withoutStdin())) {
                Task task = rig.runtime().create(rig.namespace(), id, CreateOptions.with(io.stdio()));
                io.endsWith(task.exit());
                task.start();

                assertThat(checksum(io.stdout())).isEqualTo(expected);
                assertThat(io.truncated()).isFalse();
                task.exit().toCompletableFuture().get(30, SECONDS);
                task.delete();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 10", "4096, 10", "1048576, 5", "67108864, 2"})
    void fileHasEveryByteWhenTheTaskIsDeleted(int size, int times) throws Exception {
        String expected = data(size);
        for (int i = 0; i < times; i++) {
            Path log = rig.directory().resolve("log" + i);
            Task task = rig.runtime()
                    .create(rig.namespace(), container("logged" + i), CreateOptions.with(Stdio.toFile(log)));
            task.start();
            task.exit().toCompletableFuture().get(30, SECONDS);
            task.delete();

            assertThat(checksum(Files.newInputStream(log))).isEqualTo(expected);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

import static io.longshore.ttrpc.Harbour.SOON;
import static io.longshore.ttrpc.Harbour.echo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.longshore.ttrpc.TtrpcException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes of another user at the other end; only root can make one. */
@Timeout(60)
class StrangersTest {
    @TempDir
    Path directory;

    private Harbour harbour;

    @BeforeEach
    void open() throws IOException {
        assumeTrue(Integer.valueOf(0).equals(Files.getAttribute(directory, "unix:uid")), "only root can");
        harbour = new Harbour();
    }

    @AfterEach
    void close() throws InterruptedException {
        if (harbour != null) {
            harbour.close();
        }
    }

    @Test
    void aListenerOfAnotherUserIsNotSentAByte() throws Exception {
        Path socket = directory.resolve("planted");
        try (OtherUser stranger = OtherUser.start(directory, "listen", socket)) {
            assertThat(stranger.said()).isEqualTo("listening");

            TtrpcException refused = catchThrowableOfType(TtrpcException.class, () -> {
                try (TtrpcClient client = harbour.dial(socket)) {
                    client.call(echo("secret"), SOON);
                }
            });

            assertThat(refused.kind()).isEqualTo(Kind.REFUSED);
            assertThat(refused.code()).isEqualTo(TtrpcCode.PERMISSION_DENIED);
            assertThat(stranger.said()).isEqualTo("came through: 0");
        }
    }

    @Test
    void aClientOfAnotherUserIsDroppedThoughTheModeLetItIn() throws Exception {
        TtrpcServer server = harbour.serve(directory.resolve("s"));
        Files.setPosixFilePermissions(server.socket(), PosixFilePermissions.fromString("rw-rw-rw-"));

        try (OtherUser stranger = OtherUser.start(directory, "dial", server.socket())) {
            assertThat(stranger.said()).isEqualTo("came through: 0");
        }
        try (TtrpcClient client = harbour.dial(server.socket())) {
            assertThat(client.call(echo("x"), SOON).getValue()).isEqualTo("x");
        }
    }

    @Test
    void theModeOfTheSocketAloneKeepsAnotherUserOut() throws Exception {
        TtrpcServer server = harbour.serve(directory.resolve("s"));

        try (OtherUser stranger = OtherUser.start(directory, "dial", server.socket())) {
            assertThat(stranger.said()).isEqualTo("refused");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathWithoutLinksTest {
    @TempDir
    Path given;

    private Path directory;

    @BeforeEach
    void resolve() throws IOException {
        directory = given.toRealPath();
    }

    @Test
    void aFileIsRead() throws IOException {
        Path file = Files.writeString(
                Files.createDirectories(directory.resolve("a/b")).resolve("c.log"), "hello");

        assertThat(read(file)).isEqualTo("hello");
    }

    @Test
    void aLinkADirectoryAPipeAndAPathWithDotsAreNone() throws Exception {
        Path file = Files.writeString(directory.resolve("real"), "secret");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        Path links = Files.createSymbolicLink(directory.resolve("links"), directory);
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        for (Path path : new Path[] {
            link,
            links.resolve("real"),
            directory,
            pipe,
            directory.resolve("../" + directory.getFileName() + "/real"),
            Path.of("real"),
            Path.of("/")
        }) {
            assertThatThrownBy(() -> PathWithoutLinks.open(path))
                    .as(path.toString())
                    .isInstanceOf(PathWithoutLinks.NotAFileException.class);
        }
        assertThatThrownBy(() -> PathWithoutLinks.open(directory.resolve("nothing")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> PathWithoutLinks.open(directory.resolve("nothing/real")))
                .isInstanceOf(NoSuchFileException.class);
    }

    /** Between a look at the path and its opening, somebody puts a link in the place of a directory or of the file. */
    @Test
    void whoeverExchangesNamesMeanwhileGetsNothing() throws Exception {
        Path theirs = Files.createDirectory(directory.resolve("theirs"));
        Files.writeString(theirs.resolve("web.log"), "theirs");
        Path secrets = Files.createDirectory(directory.resolve("secrets"));
        Files.writeString(secrets.resolve("web.log"), "secret");
        Path way = directory.resolve("way");
        AtomicBoolean end = new AtomicBoolean();
        CompletableFuture<Void> exchange = CompletableFuture.runAsync(
                () -> {
                    try {
                        while (!end.get()) {
                            Files.move(theirs, way, StandardCopyOption.ATOMIC_MOVE);
                            Files.move(way, theirs, StandardCopyOption.ATOMIC_MOVE);
                            Files.createSymbolicLink(way, secrets);
                            Files.delete(way);
                        }
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                command -> new Thread(command, "exchanger").start());

        int seen = 0;
        for (int i = 0; i < 20_000; i++) {
            try {
                assertThat(read(way.resolve("web.log"))).isEqualTo("theirs");
                seen++;
            } catch (IOException e) {
                assertThat(e.getMessage()).doesNotContain("secret");
            }
        }
        end.set(true);
        exchange.get(10, TimeUnit.SECONDS);
        assertThat(seen).as("how often it was there").isPositive();
    }

    private static String read(Path file) throws IOException {
        try (SeekableByteChannel channel = PathWithoutLinks.open(file)) {
            ByteBuffer bytes = ByteBuffer.allocate(100);
            channel.read(bytes);
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        }
    }
}

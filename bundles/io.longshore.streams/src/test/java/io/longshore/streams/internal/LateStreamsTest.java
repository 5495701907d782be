// SPDX-License-Identifier: Apache-2.0
package io.longshore.streams.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.UnavailableException;
import io.longshore.api.streams.StreamOptions;
import io.longshore.api.streams.TaskIo;
import io.longshore.posix.LinuxPosix;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directory for streams cannot be made: a file is in its way. */
class LateStreamsTest {
    private static final Namespace BLUE = new Namespace("blue");
    private static final ContainerId WEB = new ContainerId("web");

    @TempDir
    Path directory;

    private final LinuxPosix posix = new LinuxPosix();
    private Path inTheWay;
    private LateStreams streams;

    @BeforeEach
    void putAFileInTheWay() throws Exception {
        inTheWay = Files.createFile(directory.resolve("run"));
        streams = new LateStreams(() -> FifoStreams.open(posix, inTheWay.resolve("io")));
        streams.begin();
    }

    @AfterEach
    void close() {
        streams.close();
        posix.close();
    }

    @Test
    void whoAsksForStreamsIsToldWhyThereAreNone() {
        assertThatThrownBy(() -> streams.open(BLUE, WEB, null, StreamOptions.DEFAULT))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining(inTheWay.toString());
    }

    @Test
    void theyAreThereWhenTheirDirectoryCanBeMade() throws Exception {
        Files.delete(inTheWay);

        try (TaskIo io = streams.open(BLUE, WEB, null, StreamOptions.DEFAULT)) {
            assertThat(Path.of(io.stdio().stdout())).exists();
        }
    }

    @Test
    void afterItsEndNothingIsTriedAgain() throws Exception {
        streams.close();
        Files.delete(inTheWay);

        assertThatThrownBy(() -> streams.open(BLUE, WEB, null, StreamOptions.DEFAULT))
                .isInstanceOf(UnavailableException.class);
        assertThat(inTheWay).doesNotExist();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.LinuxPosix;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** What a shim writes into its FIFO, as the containerd library does, is in our log. */
class ShimLogTest {
    /** A line in our log. */
    private record Said(String level, String text) {}

    @TempDir
    Path bundle;

    private final BlockingQueue<Said> said = new LinkedBlockingQueue<>();
    private final LinuxPosix posix = new LinuxPosix();
    private final RemoteCalls calls = RemoteCalls.open("longshore-test");
    private ShimLog log;

    @BeforeEach
    void makeFifo() {
        posix.mkfifo(bundle.resolve("log"), 0700);
    }

    @AfterEach
    void close() {
        log.close();
        calls.close();
        posix.close();
    }

    private void open(boolean debug) {
        ShimLaunch launch = new ShimLaunch(
                new Namespace("ns"),
                new ContainerId("web"),
                bundle,
                bundle,
                "containerd-shim-runc-v2",
                RuncOptions.NONE,
                "",
                debug,
                "",
                null);
        Logger recording = (Logger) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, arguments) -> {
                    said.add(new Said(method.getName(), String.valueOf(arguments[arguments.length - 1])));
                    return null;
                });
        log = ShimLog.open(launch, posix, calls::execute, recording);
    }

    private void write(String... lines) throws Exception {
        Files.writeString(bundle.resolve("log"), String.join("\n", lines), StandardOpenOption.WRITE);
    }

    private Said next() throws InterruptedException {
        return said.poll(10, SECONDS);
    }

    @Test
    void linesArriveAtTheirLevelWhileTheShimRuns() throws Exception {
        List<String> serious = List.of(
                "time=\"2026-11-24T10:00:00Z\" level=warning msg=\"cgroup is gone\"",
                "time=\"2026-11-24T10:00:01Z\" level=error msg=\"post event\" error=\"connection refused\"",
                "time=\"2026-11-24T10:00:02Z\" level=fatal msg=\"cannot serve\"",
                "time=\"2026-11-24T10:00:02Z\" level=panic msg=\"bug\"");
        String info = "time=\"2026-11-24T10:00:03Z\" level=info msg=\"starting signal loop\"";
        open(false);
        for (String line : serious) {
            write(line, "");
            assertThat(next()).isEqualTo(new Said("warn", line));
        }
        write(info, "not of logrus", "");
        assertThat(next()).isEqualTo(new Said("debug", info));
        assertThat(next()).isEqualTo(new Said("debug", "not of logrus"));
        log.close();
        assertThat(said).isEmpty();
    }

    @Test
    void shimThatDebugsIsHeardAtInfoAndItsWarningsAtTheirLevel() throws Exception {
        open(true);
        write("level=debug msg=\"serving api\"", "level=warning msg=\"slow\"", "");

        assertThat(next()).isEqualTo(new Said("info", "level=debug msg=\"serving api\""));
        assertThat(next()).isEqualTo(new Said("warn", "level=warning msg=\"slow\""));
    }

    @Test
    void whatWasBegunIsSaidAtTheEndAndNothingLaterIs() throws Exception {
        open(false);
        write("level=error msg=\"first\"", "level=error msg=\"cut o");
        assertThat(next()).isEqualTo(new Said("warn", "level=error msg=\"first\""));

        log.close();
        log.close();

        assertThat(said).containsExactly(new Said("warn", "level=error msg=\"cut o"));
    }

    @Test
    void lineWithoutEndIsSaidInPiecesAndControlsAreLeftOut() throws Exception {
        open(false);
        write("x".repeat(20_000), "level=warning \u001b[31mmsg=red", "");

        assertThat(List.of(
                        next().text().length(),
                        next().text().length(),
                        next().text().length()))
                .containsExactly(8192, 8192, 20_000 - 2 * 8192);
        assertThat(next()).isEqualTo(new Said("warn", "level=warning [31mmsg=red"));
    }
}

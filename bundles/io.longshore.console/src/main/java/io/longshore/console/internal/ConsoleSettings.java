// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.api.InvalidArgumentException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The configuration, checked.
 *
 * @param execGrace how long a command may still take to end after it was killed
 * @param mostOutput bytes that an output may have before it is cut off
 * @param patience how long a browser that does not read may hold up what it is to be told
 */
record ConsoleSettings(
        String instance,
        boolean loopbackOnly,
        List<String> hosts,
        Duration idle,
        Duration login,
        int mostLogins,
        int mostStreams,
        Duration samplePeriod,
        Duration execLimit,
        Duration execGrace,
        Duration patience,
        Path outputs,
        long mostOutput) {
    private static final Duration EXEC_GRACE = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    static ConsoleSettings of(ConsoleConfig config, String instance, Path outputs) {
        return new ConsoleSettings(
                instance,
                config.loopback__only(),
                hosts(config.hosts()),
                Duration.ofMinutes(between("idle_minutes", 1, config.idle__minutes(), 24 * 60)),
                Duration.ofHours(between("login_hours", 1, config.login__hours(), 24 * 7)),
                between("max_logins", 1, config.max__logins(), 10_000),
                between("max_streams", 1, config.max__streams(), 1000),
                Duration.ofMillis(between("sample_millis", 200, config.sample__millis(), 60_000)),
                Duration.ofSeconds(between("exec_seconds", 1, config.exec__seconds(), 150)),
                EXEC_GRACE,
                PATIENCE,
                outputs,
                between("output_mebibytes", 1, config.output__mebibytes(), 1024 * 1024) * 1024L * 1024L);
    }

    /** A line of a file is one text, however many names are in it. */
    private static List<String> hosts(String[] configured) {
        return Stream.of(configured)
                .flatMap(line -> Stream.of(line.split(",")))
                .map(String::strip)
                .filter(host -> !host.isEmpty())
                .toList();
    }

    private static int between(String name, int least, int value, int most) {
        if (value < least || value > most) {
            throw new InvalidArgumentException(
                    "'" + name + "' is " + value + ", and must be from " + least + " to " + most);
        }
        return value;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.longshore.api.fakes.FakeContainers;
import io.longshore.api.fakes.FakeEvents;
import io.longshore.api.fakes.FakeRuntime;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleThreadsTest {
    @TempDir
    Path directory;

    private final FakeContainers containers = new FakeContainers();
    private final List<Thread> made = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"longshore-console-clock", "longshore-console-sweep"})
    void withoutOneOfItsThreadsTheOtherDoesNotStay(String lacking) {
        assertThatThrownBy(() -> consoleWithout(lacking)).isInstanceOf(OutOfMemoryError.class);

        await().untilAsserted(() -> assertThat(made).noneMatch(Thread::isAlive));
    }

    private Console consoleWithout(String lacking) {
        // the defaults of the annotation
        ConsoleConfig config = (ConsoleConfig) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ConsoleConfig.class},
                (proxy, method, arguments) -> method.getDefaultValue());
        return new Console(
                ConsoleSettings.of(config, "root", directory),
                new RealmPasswords("karaf"),
                containers,
                new FakeRuntime(containers),
                new FakeEvents(),
                new FakeStreams(),
                new FakeClock(),
                (task, name) -> {
                    if (name.equals(lacking)) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    Thread thread = new Thread(task, name);
                    made.add(thread);
                    return thread;
                });
    }
}

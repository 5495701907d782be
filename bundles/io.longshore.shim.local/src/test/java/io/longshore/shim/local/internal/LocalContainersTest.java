// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.longshore.posix.Posix;
import io.longshore.posix.PosixException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalContainersTest {
    private static final int EPERM = 1;

    @TempDir
    Path directory;

    @Test
    void whatCannotBeBegunLeavesNoThread() throws Exception {
        Posix refusing = (Posix) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Posix.class}, (proxy, method, arguments) -> {
                    throw new PosixException(method.getName(), "", EPERM);
                });
        // of other tests
        Set<Thread> before = threads();
        LocalContainers containers = new LocalContainers(refusing);
        var launch = new FakeRuntime(directory).launch("web");

        assertThatThrownBy(() -> containers.add(launch)).isInstanceOf(PosixException.class);

        await().until(() -> before.containsAll(threads()));
        containers.close();
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("longshore-shim-local"))
                .collect(Collectors.toSet());
    }
}

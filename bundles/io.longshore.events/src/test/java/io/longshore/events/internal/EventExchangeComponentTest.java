// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

final class EventExchangeComponentTest {
    @TempDir
    private Path temp;

    @Test
    void whenItCannotBeOfferedTheJournalIsClosed() throws Exception {
        BundleContext context = fake(BundleContext.class, (proxy, method, arguments) -> {
            throw new IllegalStateException("no more services");
        });
        EventsConfig config = fake(
                EventsConfig.class,
                (proxy, method, arguments) ->
                        method.getName().equals("directory") ? temp.toString() : method.getDefaultValue());
        EventExchangeComponent component = new EventExchangeComponent(context, config, Map.of());

        // of other tests
        Set<Thread> before = threads();

        assertThatThrownBy(component::activate).hasMessage("no more services");

        assertThat(OpenFiles.in(temp)).isEmpty();
        assertThat(before).containsAll(threads());
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("longshore-events-sync"))
                .collect(Collectors.toSet());
    }

    private static <T> T fake(Class<T> type, InvocationHandler calls) {
        return type.cast(Proxy.newProxyInstance(
                EventExchangeComponentTest.class.getClassLoader(), new Class<?>[] {type}, calls));
    }
}

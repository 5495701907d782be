// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.osgi.service.http.whiteboard.HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_NAME;

import io.longshore.api.fakes.FakeContainers;
import io.longshore.api.fakes.FakeEvents;
import io.longshore.api.fakes.FakeRuntime;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class ConsoleComponentTest {
    @TempDir
    Path directory;

    private final FakeContainers containers = new FakeContainers();
    private final List<String> order = new ArrayList<>();

    /** Notes what goes, and whether the console still works at that time. */
    private BundleContext context(int fails) {
        return fake(BundleContext.class, (method, arguments) -> switch (method.getName()) {
            case "getProperty" -> directory.toString();
            case "registerService" -> {
                if (order.size() == fails) {
                    throw new IllegalStateException("no more services");
                }
                Object name = ((Dictionary<?, ?>) arguments[2]).get(HTTP_WHITEBOARD_SERVLET_NAME);
                order.add("+" + name);
                yield fake(ServiceRegistration.class, (unregister, none) -> {
                    order.add("-" + name + (works() ? "" : ", too late"));
                    return null;
                });
            }
            default -> null;
        });
    }

    private interface Answer {
        @Nullable
        Object to(Method method, Object[] arguments);
    }

    private static <T> T fake(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                ConsoleComponentTest.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(method, arguments)));
    }

    private static boolean works() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("longshore-console-clock"));
    }

    private ConsoleComponent component(int fails) {
        // the defaults of the annotation
        ConsoleConfig config = (ConsoleConfig) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ConsoleConfig.class},
                (proxy, method, arguments) -> method.getDefaultValue());
        ConsoleComponent component = new ConsoleComponent(
                context(fails), config, containers, new FakeRuntime(containers), new FakeEvents(), new FakeStreams());
        component.activate();
        return component;
    }

    @Test
    void nobodyCanComeAnyMoreBeforeItIsClosed() {
        ConsoleComponent component = component(-1);
        order.clear();

        component.deactivate();

        assertThat(order).containsExactly("-longshore-jolokia", "-longshore-console", "-null");
        awaitEnd();
    }

    @Test
    void whenItCannotBeOfferedNothingIsLeft() {
        assertThatThrownBy(() -> component(2)).hasMessage("no more services");

        assertThat(order).containsExactly("+null", "+longshore-console", "-longshore-console", "-null");
        awaitEnd();
    }

    private static void awaitEnd() {
        await().atMost(Duration.ofSeconds(10)).until(() -> !works());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.events.EventExchange;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.BundleContext;

class ManagementComponentTest {
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final Fixture fixture = new Fixture();

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {"edge-7, edge-7", "none, default", "'a,b', '\"a,b\"'"})
    void theRuntimesMBeanIsNamedAfterTheKarafInstanceAndAllGoWithTheComponent(String karafName, String name)
            throws Exception {
        ManagementComponent component = component(karafName, fixture.events);
        component.activate();

        assertThat(server.getAttribute(new ObjectName("io.longshore:type=Runtime,name=" + name), "Name"))
                .isEqualTo(karafName == null ? "default" : karafName);

        component.deactivate();
        assertThat(server.queryNames(new ObjectName("io.longshore:*"), null)).isEmpty();
        assertThat(fixture.events.subscriptions()).isZero();
    }

    @Test
    void whatCannotBeBegunLeavesNoMBeanAndNoThread() throws Exception {
        EventExchange withoutThreads = fake(EventExchange.class, (proxy, method, args) -> {
            if (method.getName().equals("subscribe")) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return method.invoke(fixture.events, args);
        });
        ManagementComponent component = component("root", withoutThreads);

        // of other tests
        Set<Thread> before = threads();

        assertThatThrownBy(component::activate).isInstanceOf(OutOfMemoryError.class);

        assertThat(server.queryNames(new ObjectName("io.longshore:*"), null)).isEmpty();
        assertThat(before).containsAll(threads());
    }

    private ManagementComponent component(@Nullable String karafName, EventExchange events) {
        BundleContext context =
                fake(BundleContext.class, (proxy, method, args) -> args[0].equals("karaf.name") ? karafName : null);
        return new ManagementComponent(context, fixture.containers, fixture.containers, fixture.runtime, events);
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("longshore-management-tasks-"))
                .collect(Collectors.toSet());
    }

    private static <T> T fake(Class<T> type, InvocationHandler calls) {
        return type.cast(
                Proxy.newProxyInstance(ManagementComponentTest.class.getClassLoader(), new Class<?>[] {type}, calls));
    }
}

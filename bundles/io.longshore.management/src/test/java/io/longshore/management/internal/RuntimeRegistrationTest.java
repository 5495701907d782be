// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.management.DynamicMBean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class RuntimeRegistrationTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "edge-7, 'io.longshore:type=Runtime,name=edge-7'",
                "none, 'io.longshore:type=Runtime,name=default'",
                "'a,b', 'io.longshore:type=Runtime,name=\"a,b\"'"
            })
    void theMBeanIsNamedAfterTheKarafInstanceAndGoesWithTheComponent(String karafName, String objectName)
            throws Exception {
        AtomicReference<Object> service = new AtomicReference<>();
        AtomicReference<Object> name = new AtomicReference<>();
        AtomicInteger unregistered = new AtomicInteger();
        ServiceRegistration<?> registration = proxy(ServiceRegistration.class, (method, args) -> {
            assertThat(method).isEqualTo("unregister");
            return unregistered.incrementAndGet();
        });
        BundleContext context = proxy(BundleContext.class, (method, args) -> {
            if (method.equals("getProperty")) {
                return args[0].equals("karaf.name") ? karafName : null;
            }
            assertThat(method).isEqualTo("registerService");
            assertThat(args[0]).isEqualTo(DynamicMBean.class);
            service.set(args[1]);
            name.set(((Dictionary<?, ?>) args[2]).get("jmx.objectname"));
            return registration;
        });
        Fixture fixture = new Fixture();

        RuntimeRegistration component =
                new RuntimeRegistration(context, fixture.containers, fixture.runtime, fixture.events);

        assertThat(name.get()).isEqualTo(objectName);
        assertThat(((DynamicMBean) service.get()).getAttribute("Name"))
                .isEqualTo(karafName == null ? "default" : karafName);
        assertThat(unregistered).hasValue(0);

        component.deactivate();
        assertThat(unregistered).hasValue(1);
    }

    private interface Answer {
        Object of(String method, Object[] args);
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            Object result = answer.of(method.getName(), args);
            return method.getReturnType() == void.class ? null : result;
        }));
    }
}

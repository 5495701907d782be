// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.BundleContext;

class ManagementComponentTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {"edge-7, edge-7", "none, default", "'a,b', '\"a,b\"'"})
    void theRuntimesMBeanIsNamedAfterTheKarafInstanceAndAllGoWithTheComponent(String karafName, String name)
            throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        BundleContext context = (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, args) -> args[0].equals("karaf.name") ? karafName : null);
        Fixture fixture = new Fixture();

        ManagementComponent component = new ManagementComponent(
                context, fixture.containers, fixture.containers, fixture.runtime, fixture.events);
        component.activate();

        assertThat(server.getAttribute(new ObjectName("io.longshore:type=Runtime,name=" + name), "Name"))
                .isEqualTo(karafName == null ? "default" : karafName);

        component.deactivate();
        assertThat(server.queryNames(new ObjectName("io.longshore:*"), null)).isEmpty();
        assertThat(fixture.events.subscriptions()).isZero();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.InvalidArgumentException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RuntimeConfigurationTest {
    private final Map<String, Object> values = new HashMap<>();
    private final Map<String, String> properties = new HashMap<>();

    private RuntimeSettings settings() {
        LinuxRuntimeConfig config = (LinuxRuntimeConfig) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {LinuxRuntimeConfig.class},
                (proxy, method, arguments) -> values.getOrDefault(key(method.getName()), method.getDefaultValue()));
        return RuntimeConfiguration.settings(config, properties::get);
    }

    /** As OSGi makes the key of a property out of the name of a method. */
    private static String key(String method) {
        return method.replace("__", " ").replace('_', '.').replace(' ', '_');
    }

    @Test
    void karafSaysWhereThingsAre() {
        properties.put("karaf.name", "dock-3");
        properties.put("karaf.data", "/opt/karaf/data");

        assertThat(settings())
                .isEqualTo(RuntimeSettings.defaults(
                        Path.of("/opt/karaf/data/longshore/tasks"), Path.of("/run/longshore/dock-3")));
    }

    @Test
    void outsideKarafThereAreDefaultsToo() {
        assertThat(settings().root()).isEqualTo(Path.of("/var/lib/longshore/tasks"));
        assertThat(settings().state()).isEqualTo(Path.of("/run/longshore/default"));
    }

    @Test
    void whatIsConfiguredCounts() {
        values.put("state", " /run/x/../y ");
        values.put("runtime_root", "/run/runc");
        values.put("call_timeout", 1500L);
        values.put("no_shim", true);
        values.put("default_runtime", " io.containerd.kata.v2 ");

        assertThat(settings().defaultRuntime()).isEqualTo("io.containerd.kata.v2");
        assertThat(settings().noShim()).isTrue();
        assertThat(settings().state()).isEqualTo(Path.of("/run/y"));
        assertThat(settings().runtimeRoot()).isEqualTo(Path.of("/run/runc"));
        assertThat(settings().deadlines().call()).isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void whatCannotBeIsRefusedByItsKey() {
        values.put("state", "run/x");
        assertThatThrownBy(this::settings)
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("'state'");

        values.put("state", "");
        values.put("kill_timeout", 0L);
        assertThatThrownBy(this::settings)
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("'kill_timeout'");
    }
}

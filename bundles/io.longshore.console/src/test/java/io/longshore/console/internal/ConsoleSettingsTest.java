// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.InvalidArgumentException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ConsoleSettingsTest {
    @Test
    void theDefaultsAreThoseOfTheFile() {
        ConsoleSettings settings = settings(Map.of());

        assertThat(settings.loopbackOnly()).isTrue();
        assertThat(settings.hosts()).containsExactly("localhost", "127.0.0.1", "[::1]");
        assertThat(settings.idle()).hasMinutes(15);
        assertThat(settings.login()).hasHours(8);
    }

    @Test
    void namesInOneLineAreSeveral() {
        assertThat(settings(Map.of("hosts", new String[] {"localhost, karaf.example ,"}))
                        .hosts())
                .containsExactly("localhost", "karaf.example");
    }

    @Test
    void aNumberOutOfBoundsIsNamed() {
        assertThatThrownBy(() -> settings(Map.of("idle__minutes", 0)))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("'idle_minutes' is 0");
    }

    /** What the configuration file offers is what the component reads. */
    @Test
    void theKeysOfTheFeaturesFileAreOurs() throws Exception {
        Path feature = Path.of("../../features/src/main/feature/feature.xml");
        String text = Files.readString(feature, StandardCharsets.UTF_8);
        String file = text.substring(text.indexOf("<config name=\"io.longshore.console\">"));
        TreeSet<String> offered = new TreeSet<>();
        Pattern.compile("(?m)^# ([a-z_]+) = ?")
                .matcher(file.substring(0, file.indexOf("</config>")))
                .results()
                .forEach(result -> offered.add(result.group(1)));

        assertThat(Arrays.stream(ConsoleConfig.class.getDeclaredMethods())
                        .map(method -> method.getName().replace("__", "_")))
                .containsExactlyInAnyOrderElementsOf(offered);
        assertThat(Arrays.stream(ConsoleConfig.class.getDeclaredMethods()))
                .as("one _ would be a dot in the key")
                .noneMatch(method -> method.getName().replace("__", "").contains("_"));
    }

    private static ConsoleSettings settings(Map<String, Object> values) {
        ConsoleConfig config = (ConsoleConfig) Proxy.newProxyInstance(
                ConsoleConfig.class.getClassLoader(),
                new Class<?>[] {ConsoleConfig.class},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue()));
        return ConsoleSettings.of(config, "test", Path.of("/tmp"));
    }
}

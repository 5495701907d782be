// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.events.EventRecord;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.runtime.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;

/** That the tables in the README are true. */
final class ReadmeTest {
    private static final Pattern ROW = Pattern.compile("\\| `((?:tasks|containers|namespaces)/[a-z-]+)` \\| (.*) \\|");
    private static final Pattern PROPERTY = Pattern.compile("`([a-z_.<>]+)` (String|Integer|Long|Boolean)");
    private static final Pattern COMMON = Pattern.compile("\\| `([a-z.]+)` \\| (String|Integer|Long|Boolean) \\|.*");

    private final String readme;

    ReadmeTest() throws IOException {
        readme = Files.readString(Path.of("README.md"));
    }

    @Test
    void theTableOfTopicsIsWhatIsPosted() {
        SortedMap<String, Set<String>> posted = new TreeMap<>();
        for (LongshoreEvent event : Samples.all()) {
            Set<String> properties = posted.computeIfAbsent(event.topic().substring(1), topic -> new TreeSet<>());
            event.attributes().forEach((name, value) -> properties.add(described(general(name), value)));
        }

        SortedMap<String, Set<String>> documented = new TreeMap<>();
        for (String line : readme.split("\n", -1)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                documented.put(
                        row.group(1),
                        PROPERTY.matcher(row.group(2))
                                .results()
                                .map(property -> property.group(1) + " " + property.group(2))
                                .collect(Collectors.toCollection(TreeSet::new)));
            }
        }

        assertThat(documented).isEqualTo(posted);
    }

    @Test
    void theTableOfCommonPropertiesIsWhatIsPosted() {
        Event event = AdminEvents.of(new EventRecord(1, Samples.NOW, Samples.exited()));
        Set<String> posted = Stream.of(event.getPropertyNames())
                .filter(name -> !Samples.exited().attributes().containsKey(name))
                .filter(name -> !name.equals(EventConstants.EVENT_TOPIC))
                .map(name -> described(name, event.getProperty(name)))
                .collect(Collectors.toSet());

        Set<String> documented = Stream.of(readme.split("\n", -1))
                .map(COMMON::matcher)
                .filter(Matcher::matches)
                .map(row -> row.group(1) + " " + row.group(2))
                .collect(Collectors.toSet());

        assertThat(documented).isEqualTo(posted);
    }

    @Test
    void everyCauseOfAnExitIsNamed() {
        String causes = Arrays.stream(Exit.Cause.values())
                .map(cause -> "`" + cause.name() + "`")
                .sorted()
                .collect(Collectors.joining(","));
        String line = readme.lines()
                .filter(it -> it.startsWith("`cause` is one of"))
                .findFirst()
                .orElseThrow();

        assertThat(Pattern.compile("`[A-Z_]+`")
                        .matcher(line)
                        .results()
                        .map(it -> it.group())
                        .sorted()
                        .collect(Collectors.joining(",")))
                .isEqualTo(causes);
    }

    private static String general(String name) {
        Map<String, String> patterns = Map.of("labels\\..*", "labels.<key>", "rootfs\\.\\d+\\.", "rootfs.<n>.");
        String general = name;
        for (Map.Entry<String, String> pattern : patterns.entrySet()) {
            general = general.replaceFirst(pattern.getKey(), pattern.getValue());
        }
        return general;
    }

    private static String described(String name, Object value) {
        return name + " " + value.getClass().getSimpleName();
    }
}

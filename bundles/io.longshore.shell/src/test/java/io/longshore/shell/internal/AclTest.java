// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.access.Role;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.junit.jupiter.api.Test;

/** Karaf lets everybody run a command that its scope's list leaves out. */
class AclTest {
    private static final Path FEATURES = Path.of("../../features/src/main/feature/feature.xml");
    private static final Pattern LIST =
            Pattern.compile("<config name=\"org\\.apache\\.karaf\\.command\\.acl\\.(\\w+)\">([^<]*)</config>");
    private static final Set<String> LOOKS =
            Set.of("list", "info", "ps", "stats", "top", "logs", "wait", "diagnose", "follow");
    private static final Set<String> MANAGES = Set.of("start", "kill", "pause", "resume", "exec", "attach");

    @Test
    void everyCommandHasAnEntryAndEveryEntryACommand() throws Exception {
        assertThat(lists().keySet()).isEqualTo(commands());
        assertThat(commands()).hasSizeGreaterThan(30);
    }

    @Test
    void viewersLookManagersHandleAdminsMake() throws Exception {
        lists().forEach((command, roles) -> {
            String name = command.substring(command.indexOf(':') + 1);
            Set<String> expected = LOOKS.contains(name)
                    ? Set.of("viewer", "manager", "admin")
                    : MANAGES.contains(name) ? Set.of("manager", "admin") : Set.of("admin");
            assertThat(roles).as(command).isEqualTo(expected);
        });
    }

    @Test
    void whatIsNotForViewersAsksForItsRoleItselfAndIsAudited() throws Exception {
        for (Map.Entry<String, Class<?>> command : classes().entrySet()) {
            Audited audited = command.getValue().getAnnotation(Audited.class);
            Set<String> roles = Arrays.stream(Role.values())
                    .filter(role -> audited == null || role.includes(audited.role()))
                    .map(Role::toString)
                    .collect(Collectors.toSet());
            assertThat(lists().get(command.getKey())).as(command.getKey()).isEqualTo(roles);
        }
    }

    private static Set<String> commands() throws Exception {
        return classes().keySet();
    }

    private static SortedMap<String, Class<?>> classes() throws Exception {
        SortedMap<String, Class<?>> found = new TreeMap<>();
        Path classes = Path.of(TaskRun.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolve("io/longshore/shell/internal");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(classes, "*.class")) {
            for (Path file : files) {
                String name = file.getFileName().toString().replace(".class", "");
                Class<?> type = Class.forName("io.longshore.shell.internal." + name);
                Command command = type.getAnnotation(Command.class);
                if (command != null) {
                    found.put(command.scope() + ":" + command.name(), type);
                }
            }
        }
        return found;
    }

    private static SortedMap<String, Set<String>> lists() throws IOException {
        SortedMap<String, Set<String>> found = new TreeMap<>();
        Matcher list = LIST.matcher(Files.readString(FEATURES));
        while (list.find()) {
            Properties entries = new Properties();
            entries.load(new java.io.StringReader(list.group(2)));
            for (Map.Entry<Object, Object> entry : entries.entrySet()) {
                found.put(
                        list.group(1) + ":" + entry.getKey(),
                        new TreeSet<>(Arrays.asList(entry.getValue().toString().split(", ?", -1))));
            }
        }
        return found;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ExecId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import org.junit.jupiter.api.Test;

/** The README has every attribute, operation and notification, with the words of the annotations. */
class ReadmeTest {
    private static final Path README = Path.of("README.md");

    @Test
    void everyAttributeAndOperationOfEveryMBeanHasItsRow() throws Exception {
        List<String> readme = Files.readAllLines(README);
        try (Managed managed = new Managed("web")) {
            managed.runtime.tasks.get(0).addProcess(new ExecId("sh1"));
            managed.restart();
            for (MBeanType<?> type : MBeanType.ALL) {
                List<String> section = section(readme, "### `io.longshore:type=" + type.name());
                List<String> rows = Stream.concat(
                                attributes(managed.server.getMBeanInfo(managed.anyOf(type))),
                                type.table().operations().values().stream().map(ReadmeTest::row))
                        .toList();

                assertThat(section.stream().filter(line -> line.startsWith("| `")))
                        .as(type.name())
                        .containsExactlyInAnyOrderElementsOf(rows);
            }
        }
    }

    @Test
    void everyNotificationIsThere() throws Exception {
        String section = String.join("\n", section(Files.readAllLines(README), "## Notifications"));

        assertThat(NotificationTable.TYPES)
                .allSatisfy(type -> assertThat(section).contains("`" + type + "`"));
        assertThat(NotificationTable.USER_DATA.keySet())
                .allSatisfy(field -> assertThat(section).contains("`" + field + "`"));
    }

    private static List<String> section(List<String> readme, String heading) {
        int begin = 0;
        while (!readme.get(begin).startsWith(heading)) {
            begin++;
        }
        int end = begin + 1;
        while (end < readme.size()
                && !readme.get(end).startsWith("## ")
                && !readme.get(end).startsWith("### ")) {
            end++;
        }
        return readme.subList(begin, end);
    }

    private static Stream<String> attributes(MBeanInfo info) {
        return Stream.of(info.getAttributes()).map(ReadmeTest::row);
    }

    private static String row(MBeanAttributeInfo attribute) {
        String unit = String.valueOf(attribute.getDescriptor().getFieldValue("units"));
        return "| `" + attribute.getName() + "` | " + (unit.equals("none") ? "" : unit) + " | "
                + attribute.getDescription() + " |";
    }

    private static String row(MBeanTable.Entry operation) {
        String parameters =
                operation.parameters().stream().map(MBeanTable.Param::name).collect(Collectors.joining(", ", "(", ")"));
        String audit = operation.changes() ? "`" + operation.auditName() + "`" : "";
        return "| `" + operation.name() + parameters + "` | " + operation.role() + " | " + audit + " | "
                + operation.description() + " |";
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.requirements;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of the tests' README itself: who renames a test hears of it here, before all tests were run. */
class ReadmeTablesTest {
    private static final Path ITESTS = Path.of("..").toAbsolutePath().normalize();

    @Test
    void noRequirementIsLeftOut() throws IOException {
        assertThat(table("Requirements").rows())
                .extracting(Row::name)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 38).mapToObj(n -> "R" + n).toList());
    }

    @Test
    void everyTestThatIsNamedIsThere() throws IOException {
        List<Path> sources;
        try (Stream<Path> files = Files.find(
                ITESTS.getParent(), 20, (file, attributes) -> file.toString().contains("/src/test/java/"))) {
            sources = files.filter(Files::isRegularFile).toList();
        }

        List<NamedTest> missing = new ArrayList<>();
        for (String heading : List.of("Requirements", "Machines that lack something", "Operations")) {
            for (Row row : table(heading).rows()) {
                for (NamedTest test : row.tests()) {
                    if (!isThere(test, sources)) {
                        missing.add(test);
                    }
                }
            }
        }

        assertThat(missing).isEmpty();
    }

    private static boolean isThere(NamedTest test, List<Path> sources) throws IOException {
        Pattern method = Pattern.compile("void " + test.method() + "\\(");
        for (Path source : sources) {
            if (source.endsWith(test.type() + ".java")
                    && (test.method().isEmpty()
                            || method.matcher(Files.readString(source)).find())) {
                return true;
            }
        }
        return false;
    }

    private static Table table(String heading) throws IOException {
        return Table.below(heading, Files.readAllLines(ITESTS.resolve("README.md")));
    }
}

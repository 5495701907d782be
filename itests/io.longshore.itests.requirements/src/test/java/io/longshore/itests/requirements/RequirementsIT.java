// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.requirements;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Comes after all other modules, and looks at how their tests have ended. */
class RequirementsIT {
    private static final Path ITESTS = Path.of("..").toAbsolutePath().normalize();

    @Test
    void everyRequirementAndOperationIsShownByATestOfThisBuild() throws IOException {
        List<String> readme = Files.readAllLines(ITESTS.resolve("README.md"));
        Instant started = Instant.parse(System.getProperty("longshore.build.started"));
        Findings findings = new Findings(
                Stream.of("Requirements", "Machines that lack something", "Operations")
                        .map(heading -> Table.below(heading, readme))
                        .toList(),
                new TestReports(ITESTS.getParent(), started).read());

        Path page = Files.createDirectories(ITESTS.resolve("target")).resolve("requirements.md");
        Files.writeString(page, findings.page());
        System.out.println(findings.summary() + "\nOne by one: " + page);

        assertThat(findings.notShown()).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.requirements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.itests.requirements.TestResult.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestReportsTest {
    private static final Instant STARTED = Instant.parse("2026-11-30T12:00:00Z");

    @TempDir
    Path root;

    private TestReports reports;

    @BeforeEach
    void reports() {
        reports = new TestReports(root, STARTED);
    }

    @Test
    void resultsOfAllModulesAreRead() throws IOException {
        report("bundles/one/target/surefire-reports/TEST-io.OneTest.xml", STARTED, """
                <testsuite name="io.OneTest">
                  <properties><property name="testcase" value="a"/></properties>
                  <testcase name="passes" classname="io.OneTest" time="0.1"/>
                  <testcase name="isSkipped" classname="io.OneTest"><skipped message="needs root"/></testcase>
                  <testcase name="fails(Kind)[2]" classname="io.OneTest$Nested">
                    <failure type="AssertionError"><![CDATA[<testcase/>]]></failure>
                    <system-out>much</system-out>
                  </testcase>
                </testsuite>
                """);
        report("itests/two/target/failsafe-reports/TEST-io.TwoIT.xml", STARTED.plusSeconds(60), """
                <testsuite><testcase name="breaks:karaf[a]" classname="io.TwoIT"><error/></testcase></testsuite>
                """);
        report("top/target/surefire-reports/TEST-io.TopTest.xml", STARTED, """
                <testsuite><testcase name="" classname="io.TopTest"><error/></testcase></testsuite>
                """);

        assertThat(reports.read())
                .containsExactlyInAnyOrder(
                        new TestResult("OneTest", "passes", Outcome.PASSED),
                        new TestResult("OneTest", "isSkipped", Outcome.SKIPPED),
                        new TestResult("OneTest", "fails", Outcome.FAILED),
                        new TestResult("TwoIT", "breaks", Outcome.FAILED),
                        new TestResult("TopTest", "", Outcome.FAILED));
    }

    @Test
    void whatAnEarlierBuildHasLeftDoesNotCount() throws IOException {
        report("bundles/one/target/surefire-reports/TEST-io.OneTest.xml", STARTED.minusSeconds(1), """
                <testsuite><testcase name="passes" classname="io.OneTest"/></testsuite>
                """);

        assertThat(reports.read()).isEmpty();
    }

    @Test
    void aReportThatIsCutOffIsSaid() throws IOException {
        report("bundles/one/target/surefire-reports/TEST-io.OneTest.xml", STARTED, """
                <testsuite><testcase name="passes" classname="io.OneTest"/>
                """);

        assertThatThrownBy(reports::read).isInstanceOf(IOException.class).hasMessageContaining("TEST-io.OneTest.xml");
    }

    private void report(String name, Instant written, String content) throws IOException {
        Path report = root.resolve(name);
        Files.createDirectories(report.getParent());
        Files.writeString(report, content);
        Files.setLastModifiedTime(report, FileTime.from(written));
    }
}

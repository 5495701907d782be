// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.requirements;

import io.longshore.itests.requirements.TestResult.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads what Surefire and Failsafe have written in all modules. */
final class TestReports {
    private static final List<String> DIRECTORIES = List.of("target/surefire-reports", "target/failsafe-reports");
    /** Rounds of a test have something behind its name, and Pax Exam the Karaf. */
    private static final Pattern METHOD = Pattern.compile("\\w+");

    private final Path root;
    private final Instant started;

    /**
     * @param root the top of the tree; modules are in it, or in directories of it
     * @param started when the build began; older reports are another's
     */
    TestReports(Path root, Instant started) {
        this.root = root;
        this.started = started;
    }

    List<TestResult> read() throws IOException {
        List<TestResult> results = new ArrayList<>();
        for (Path directory : directories(root)) {
            readModule(directory, results);
            for (Path module : directories(directory)) {
                readModule(module, results);
            }
        }
        return results;
    }

    private static List<Path> directories(Path parent) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent, Files::isDirectory)) {
            entries.forEach(found::add);
        }
        return found;
    }

    private void readModule(Path module, List<TestResult> results) throws IOException {
        for (String name : DIRECTORIES) {
            Path directory = module.resolve(name);
            if (!Files.isDirectory(directory)) {
                continue;
            }
            try (DirectoryStream<Path> reports = Files.newDirectoryStream(directory, "TEST-*.xml")) {
                for (Path report : reports) {
                    if (!Files.getLastModifiedTime(report).toInstant().isBefore(started)) {
                        readReport(report, results);
                    }
                }
            }
        }
    }

    private static void readReport(Path report, List<TestResult> results) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        try (InputStream in = Files.newInputStream(report)) {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT
                        && xml.getLocalName().equals("testcase")) {
                    results.add(readTest(xml));
                }
            }
        } catch (XMLStreamException e) {
            throw new IOException("no report of tests: " + report, e);
        }
    }

    private static TestResult readTest(XMLStreamReader xml) throws XMLStreamException {
        String type = xml.getAttributeValue(null, "classname")
                .replaceFirst("^.*\\.", "")
                .replaceFirst("\\$.*$", "");
        Matcher method = METHOD.matcher(xml.getAttributeValue(null, "name"));
        // what goes wrong before or after all tests of a class has no method
        String name = method.lookingAt() ? method.group() : "";
        Outcome outcome = Outcome.PASSED;
        while (xml.next() != XMLStreamConstants.END_ELEMENT
                || !xml.getLocalName().equals("testcase")) {
            if (xml.getEventType() == XMLStreamConstants.START_ELEMENT) {
                switch (xml.getLocalName()) {
                    case "error", "failure" -> outcome = Outcome.FAILED;
                    case "skipped" -> outcome = Outcome.SKIPPED;
                    default -> {}
                }
            }
        }
        return new TestResult(type, name, outcome);
    }
}

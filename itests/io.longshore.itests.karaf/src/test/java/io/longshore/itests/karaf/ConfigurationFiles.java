// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The keys of our configurations with their defaults, by PID: as the files tell them, and as the bundles do. */
final class ConfigurationFiles {
    private static final String PREFIX = "io.longshore.";
    private static final String SUFFIX = ".cfg";
    private static final Pattern KEY = Pattern.compile("(# )?([a-z_]+) =(.*)");

    private ConfigurationFiles() {}

    /** A key that is set, and not commented out, tells no default, so it has none here. */
    static SortedMap<String, SortedMap<String, String>> inFiles(Path etc) throws IOException {
        SortedMap<String, SortedMap<String, String>> found = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(etc, PREFIX + "*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                found.put(name.substring(0, name.length() - SUFFIX.length()), keys(Files.readAllLines(file)));
            }
        }
        return found;
    }

    /** The file as the feature brings it. */
    static SortedMap<String, String> inFeatures(URL repository, String pid) throws Exception {
        return elements(document(repository), "config").stream()
                .filter(config -> config.getAttribute("name").equals(pid))
                .map(config -> keys(config.getTextContent().lines().toList()))
                .findFirst()
                .orElseThrow();
    }

    private static SortedMap<String, String> keys(List<String> lines) {
        SortedMap<String, String> keys = new TreeMap<>();
        for (String line : lines) {
            Matcher key = KEY.matcher(line.strip());
            if (key.matches()) {
                keys.put(key.group(2), key.group(1) == null ? "" : normal(key.group(3)));
            }
        }
        return keys;
    }

    static SortedMap<String, SortedMap<String, String>> inBundles(BundleContext context) throws Exception {
        SortedMap<String, SortedMap<String, String>> found = new TreeMap<>();
        for (Bundle bundle : context.getBundles()) {
            Enumeration<URL> descriptions = bundle.getSymbolicName().startsWith(PREFIX)
                    ? bundle.findEntries("OSGI-INF/metatype", "*.xml", false)
                    : null;
            if (descriptions != null) {
                for (URL description : Collections.list(descriptions)) {
                    found.putAll(described(description));
                }
            }
        }
        return found;
    }

    private static Map<String, SortedMap<String, String>> described(URL description) throws Exception {
        Document document = document(description);
        SortedMap<String, String> keys = new TreeMap<>();
        for (Element attribute : elements(document, "AD")) {
            keys.put(attribute.getAttribute("id"), normal(attribute.getAttribute("default")));
        }
        SortedMap<String, SortedMap<String, String>> found = new TreeMap<>();
        for (Element designate : elements(document, "Designate")) {
            found.put(designate.getAttribute("pid"), keys);
        }
        return found;
    }

    private static Document document(URL url) throws Exception {
        try (InputStream in = url.openStream()) {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
        }
    }

    private static List<Element> elements(Document document, String name) {
        NodeList nodes = document.getElementsByTagName(name);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(number -> (Element) nodes.item(number))
                .toList();
    }

    private static String normal(String value) {
        return value.strip().replace(", ", ",");
    }
}

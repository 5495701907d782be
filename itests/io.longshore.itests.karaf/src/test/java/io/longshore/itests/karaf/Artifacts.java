// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

/** Our artefacts, by the addresses that a user's Karaf takes; for Karaf's side. */
final class Artifacts {
    static final String VERSION_PROPERTY = "longshore.itests.version";

    private Artifacts() {}

    static String features() {
        return mvn("io.longshore.features") + "/xml/features";
    }

    static String kar() {
        return mvn("io.longshore.features") + "/kar";
    }

    static String consumer() {
        return mvn("io.longshore.itests.consumer");
    }

    private static String mvn(String artifact) {
        return "mvn:io.longshore/" + artifact + "/" + System.getProperty(VERSION_PROPERTY);
    }
}

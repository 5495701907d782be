// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

/** Says as whom it was run. */
public final class Intruder implements IntruderMBean {
    static final String PROPERTY = "longshore.itests.intruder";

    /** In Karaf's process. */
    public Intruder() {
        System.setProperty(PROPERTY, getUser());
    }

    @Override
    public String getUser() {
        return System.getProperty("user.name");
    }
}

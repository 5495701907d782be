// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The systemd service that a process is part of.
 *
 * @param ofUser whether a user's own systemd runs it
 */
record SystemdUnit(String name, boolean ofUser) {
    private static final String SERVICE = ".service";
    private static final String USER_MANAGER = "user@";

    /**
     * Reads it out of {@code /proc/PID/cgroup} (cgroups(7)); null if it is not part of a service, or cannot see that it is,
     * as in a container.
     */
    static @Nullable SystemdUnit of(List<String> cgroups) {
        String unified = null;
        for (String line : cgroups) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && parts[1].equals("name=systemd")) {
                return ofPath(parts[2]);
            }
            if (parts.length == 3 && parts[0].equals("0") && parts[1].isEmpty()) {
                unified = parts[2];
            }
        }
        return unified == null ? null : ofPath(unified);
    }

    /** The innermost service; below it may be groups that were delegated to it. */
    private static @Nullable SystemdUnit ofPath(String path) {
        String service = null;
        boolean ofUser = false;
        for (String segment : path.split("/", -1)) {
            if (segment.startsWith(USER_MANAGER) && segment.endsWith(SERVICE)) {
                ofUser = true;
            } else if (segment.endsWith(SERVICE)) {
                service = segment;
            }
        }
        return service == null ? null : new SystemdUnit(service, ofUser);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The program that a runtime's name means: {@code io.containerd.runc.v2} is {@code containerd-shim-runc-v2}; or a path. */
final class V2Program {
    private static final Pattern VERSION = Pattern.compile("v[0-9]+");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");
    private static final String PREFIX = "containerd-shim-";
    private static final String RUNC = PREFIX + "runc-";

    private V2Program() {}

    /** Whether it is a name of this form, or a path. A last part other than a version is the name of something else. */
    static boolean isMeant(String runtimeName) {
        if (runtimeName.startsWith("/")) {
            return true;
        }
        List<String> parts = List.of(runtimeName.split("\\.", -1));
        return parts.size() > 2
                && parts.stream().allMatch(part -> NAME.matcher(part).matches())
                && VERSION.matcher(parts.get(parts.size() - 1)).matches();
    }

    /** @param runtimeName one that {@link #isMeant} */
    static String of(String runtimeName) {
        if (runtimeName.startsWith("/")) {
            return runtimeName;
        }
        String[] parts = runtimeName.split("\\.", -1);
        return PREFIX + parts[parts.length - 2] + "-" + parts[parts.length - 1];
    }

    /** Whether it drives {@code runc}. */
    static boolean drivesRunc(String program) {
        Path name = Path.of(program).getFileName();
        return name != null && name.toString().startsWith(RUNC);
    }
}

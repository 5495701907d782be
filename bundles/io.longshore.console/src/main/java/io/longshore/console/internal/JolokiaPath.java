// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.util.Locale;
import java.util.Set;
import javax.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code GET} asks Jolokia for. A picture of another site's page is a {@code GET}, too, so it must change nothing: only
 * known words that read are let through, and no escapes, as Jolokia takes {@code e!xec} for {@code exec}.
 */
final class JolokiaPath {
    private static final Set<String> READS = Set.of("read", "list", "search", "version");

    private JolokiaPath() {}

    /** Jolokia takes the path from a parameter as well. */
    static boolean onlyReads(HttpServletRequest request) {
        String[] paths = request.getParameterValues("p");
        if (paths != null) {
            for (String path : paths) {
                if (!onlyReads(path)) {
                    return false;
                }
            }
        }
        return onlyReads(request.getPathInfo());
    }

    /** Without a path, it tells its version. */
    private static boolean onlyReads(@Nullable String path) {
        if (path == null) {
            return true;
        }
        int begin = 0;
        while (begin < path.length() && path.charAt(begin) == '/') {
            begin++;
        }
        int end = path.indexOf('/', begin);
        String type = path.substring(begin, end < 0 ? path.length() : end);
        return type.isEmpty() || READS.contains(type.toLowerCase(Locale.ROOT));
    }
}

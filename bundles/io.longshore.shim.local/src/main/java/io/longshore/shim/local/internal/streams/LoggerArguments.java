// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal.streams;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a logger is given of its URI: of each key in the query two arguments, the key and its first value, which may be empty.
 * As with a shim a pair with a semicolon counts for nothing; other than there the keys stay in their order.
 */
final class LoggerArguments {
    private LoggerArguments() {}

    /** @param query as it is in a valid URI, with its escapes */
    static List<String> of(@Nullable String query) {
        Map<String, String> first = new LinkedHashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&", -1)) {
            if (!pair.isEmpty() && !pair.contains(";")) {
                int equals = pair.indexOf('=');
                String key = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                first.putIfAbsent(decode(key), decode(value));
            }
        }
        List<String> arguments = new ArrayList<>();
        first.forEach((key, value) -> {
            arguments.add(key);
            arguments.add(value);
        });
        return arguments;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.filters;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A condition on one field. */
record Selector(List<String> path, Predicate<@Nullable String> condition) {
    Selector {
        path = List.copyOf(path);
    }

    boolean matches(Fields fields) {
        return condition.test(fields.field(path));
    }
}

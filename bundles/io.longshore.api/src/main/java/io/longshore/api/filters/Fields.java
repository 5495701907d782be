// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.filters;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/** What a {@link Filter} sees of an object. */
@ConsumerType
@FunctionalInterface
public interface Fields {
    /**
     * The value of a field as text.
     *
     * @param path {@code a.b."c.d"} is {@code [a, b, c.d]}; never empty, though its elements may be
     * @return null if the object has no such field, or nothing in it
     */
    @Nullable
    String field(List<String> path);
}

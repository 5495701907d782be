// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.filters;

import io.longshore.api.InvalidArgumentException;
import java.util.ArrayList;
import java.util.List;

/**
 * A condition on the fields of an object, in containerd's filter language. Immutable and thread-safe.
 *
 * <p>A filter is one or more selectors joined by {@code ,}, all of which must hold. The selectors are:
 *
 * <ul>
 *   <li>{@code field}: the field is there, even if empty
 *   <li>{@code field==value}: it is there and equal
 *   <li>{@code field!=value}: it is not equal; one that is not there counts as empty
 *   <li>{@code field~=expression}: a regular expression matches some part of it; one that is not there counts as empty.
 *       The syntax is that of <a href="https://github.com/google/re2/wiki/Syntax">RE2</a>, the time to match linear in the
 *       text. With {@code (?i)} it has characters of ASCII only
 * </ul>
 *
 * <p>A field is a path of names joined by {@code .}, such as {@code labels.tier}. A name has ASCII letters, digits, {@code _}
 * and {@code -}; any other is put in double quotes: {@code labels."a/b"}. Objects say which fields they have; a field that
 * none has is no error.
 *
 * <p>A value goes on to the next comma or white space, or is put in double quotes: {@code image=="a, b"}. A regular
 * expression may instead be put between slashes or bars: {@code topic~=|^/tasks/|}. Within quotes of any kind the escapes
 * are those of Go's strings (<code>\a \b \f \n \r \t \v \\ \ooo \xhh &#92;uhhhh &#92;Uhhhhhhhh</code> and the backslash before
 * the quote itself), so a backslash of a regular expression is written twice there, and once without quotes. White space
 * around selectors, operators and values is ignored.
 */
public final class Filter {
    private final List<List<Selector>> alternatives;

    private Filter(List<List<Selector>> alternatives) {
        this.alternatives = alternatives;
    }

    /**
     * The filter that matches what at least one of the given ones matches. None, or an empty one, matches everything.
     *
     * @throws InvalidArgumentException saying at which character what was expected; or if a regular expression is longer
     *     than 1000 characters, or with its repetitions has more than 500 steps
     */
    public static Filter parse(String... filters) {
        List<List<Selector>> alternatives = new ArrayList<>();
        for (String filter : filters) {
            alternatives.add(filter.isEmpty() ? List.of() : new FilterParser(filter).parse());
        }
        return new Filter(alternatives.isEmpty() ? List.of(List.of()) : List.copyOf(alternatives));
    }

    public boolean matches(Fields fields) {
        for (List<Selector> selectors : alternatives) {
            if (selectors.stream().allMatch(selector -> selector.matches(fields))) {
                return true;
            }
        }
        return false;
    }
}

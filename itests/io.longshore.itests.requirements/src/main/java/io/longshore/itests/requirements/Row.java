// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.requirements;

import java.util.List;

/**
 * A line of a table: what is to be shown, and by which tests.
 *
 * @param name as in the first column: {@code R1}
 * @param text the second column if that has no tests, else empty
 */
record Row(String name, String text, List<NamedTest> tests) {

    Row {
        tests = List.copyOf(tests);
    }
}

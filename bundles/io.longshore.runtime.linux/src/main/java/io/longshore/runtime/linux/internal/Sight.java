// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.runtime.Finding;
import io.longshore.api.runtime.Finding.Verdict;

/**
 * What was seen, and what it asks for.
 *
 * @param advice one sentence; empty if nothing needs to be done about it
 */
record Sight(Finding finding, String advice) {
    static Sight ok(String name, String text) {
        return new Sight(new Finding(name, Verdict.OK, text), "");
    }

    static Sight warning(String name, String text, String advice) {
        return new Sight(new Finding(name, Verdict.WARNING, text), advice);
    }

    static Sight problem(String name, String text, String advice) {
        return new Sight(new Finding(name, Verdict.PROBLEM, text), advice);
    }

    boolean asksForMore(Verdict verdict) {
        return finding.verdict() == verdict && !advice.isEmpty();
    }
}

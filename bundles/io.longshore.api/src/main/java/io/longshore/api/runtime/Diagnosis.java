// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

import java.time.Instant;
import java.util.List;

/**
 * What {@link Task#diagnose} saw of a task and of what is around it.
 *
 * @param at when it was looked
 * @param findings in the order in which a person would look
 * @param advice one sentence on what to do; also if there is nothing to do
 */
public record Diagnosis(Instant at, List<Finding> findings, String advice) {
    public Diagnosis {
        findings = List.copyOf(findings);
    }

    /** The worst of the findings; {@link Finding.Verdict#OK} without any. */
    public Finding.Verdict verdict() {
        return findings.stream().map(Finding::verdict).max(Enum::compareTo).orElse(Finding.Verdict.OK);
    }
}

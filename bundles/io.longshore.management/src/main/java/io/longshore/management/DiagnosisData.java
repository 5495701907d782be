// SPDX-License-Identifier: Apache-2.0
package io.longshore.management;

import java.util.List;

/**
 * What {@link TaskMXBean#diagnose} saw of a task and of what is around it.
 *
 * @param at when it was looked
 * @param verdict the worst of the findings
 * @param advice one sentence on what to do; also if there is nothing to do
 * @param findings in the order in which a person would look
 */
public record DiagnosisData(String at, String verdict, String advice, List<FindingData> findings) {
    public DiagnosisData {
        findings = List.copyOf(findings);
    }
}

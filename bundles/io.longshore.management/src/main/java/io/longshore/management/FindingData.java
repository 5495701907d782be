// SPDX-License-Identifier: Apache-2.0
package io.longshore.management;

/**
 * One thing that was looked at for a {@link DiagnosisData}.
 *
 * @param name what was looked at, such as {@code shim}
 * @param verdict {@code OK}, {@code WARNING} or {@code PROBLEM}
 * @param text what was seen, for people; may have several lines
 */
public record FindingData(String name, String verdict, String text) {}

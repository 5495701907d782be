// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

/**
 * One thing that was looked at for a {@link Diagnosis}.
 *
 * @param name what was looked at, such as {@code shim}; one word, the same for every task
 * @param verdict what it means
 * @param text for people: what was seen; may have several lines, and parts that programs in or around the container wrote
 */
public record Finding(String name, Verdict verdict, String text) {
    /** What a finding means. */
    public enum Verdict {
        /** As it should be in the task's state. */
        OK,
        /** It may be meant so, or be the beginning of a problem; also what could not be looked at. */
        WARNING,
        /** The task does not work, or cannot be worked with, because of this. */
        PROBLEM
    }
}

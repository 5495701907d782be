// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.measure;

import org.jspecify.annotations.Nullable;

/**
 * A measurement of one contestant, which others may be compared with.
 *
 * @param scenario its name, and perhaps what part of it
 * @param rival the contestant among containerd's that this one is compared with; null if there is none
 */
public record Entry(
        String scenario, String contestant, @Nullable String rival, Figures figures) {
    public static Entry of(String scenario, String contestant, Figures figures) {
        return new Entry(scenario, contestant, null, figures);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import io.longshore.api.ContainerId;

/**
 * A container id that is used again and again.
 *
 * @param shared several threads use it at once; else one alone, so that what each of its operations may answer is known
 */
record Slot(ContainerId id, SlotKind kind, Program program, boolean shared) {
    static Slot of(SlotKind kind, Program program, boolean shared) {
        String name = kind + "-" + program + (shared ? "-shared" : "");
        return new Slot(new ContainerId(name.replace('_', '-')), kind, program, shared);
    }

    @Override
    public String toString() {
        return id.value();
    }
}

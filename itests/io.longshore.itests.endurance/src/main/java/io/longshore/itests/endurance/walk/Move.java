// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

/**
 * One step of one thread.
 *
 * @param number for whatever there is a choice of, such as the exec id
 * @param pauseMillis before it
 */
record Move(MoveKind kind, Slot slot, int number, int pauseMillis) {
    @Override
    public String toString() {
        return kind + (kind.isOfExec() ? "[" + execId() + "]" : "") + " " + slot;
    }

    /** Two for each task. */
    String execId() {
        return "e" + number % 2;
    }
}

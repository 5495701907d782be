// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.TaskState;
import org.jspecify.annotations.Nullable;

/**
 * What a move has shown.
 *
 * @param state if it was about that
 * @param exit if it answered with one
 * @param text of the error, else empty
 */
record Outcome(
        Result result, @Nullable TaskState state, @Nullable Exit exit, String text) {
    static final Outcome OK = new Outcome(Result.OK, null, null, "");

    static Outcome of(Result result) {
        return new Outcome(result, null, null, "");
    }

    static Outcome state(TaskState state) {
        return new Outcome(Result.OK, state, null, "");
    }

    static Outcome exit(Exit exit) {
        return new Outcome(Result.OK, null, exit, "");
    }

    @Override
    public String toString() {
        return result
                + (state == null ? "" : " " + state)
                + (exit == null ? "" : " " + exit)
                + (text.isEmpty() ? "" : ": " + text);
    }
}

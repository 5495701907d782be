// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc.death;

import io.longshore.itests.support.ShimKind;
import java.util.Arrays;

/**
 * A place in the code where the process is killed, before that code runs.
 *
 * @param phase of the scenario; the same code runs in many
 * @param type binary name of the class
 * @param line 0 for the first line of the method
 * @param hit the how manieth time in the phase
 */
record Step(ShimKind kind, Scenario scenario, String phase, String type, String method, int line, int hit) {
    static Step at(ShimKind kind, Scenario scenario, String phase, String type, String method) {
        return new Step(kind, scenario, phase, type, method, 0, 1);
    }

    Step hit(int count) {
        return new Step(kind, scenario, phase, type, method, line, count);
    }

    /** @throws AssertionError if there is no such method (any more): then the step would never be reached */
    void requireMethod() {
        try {
            Class<?> found = Class.forName(type, false, Step.class.getClassLoader());
            if (Arrays.stream(found.getDeclaredMethods())
                    .noneMatch(candidate -> candidate.getName().equals(method))) {
                throw new AssertionError(type + " has no method " + method + "; name the step anew");
            }
        } catch (ClassNotFoundException e) {
            throw new AssertionError("there is no " + type + "; name the step anew", e);
        }
    }

    @Override
    public String toString() {
        String place = type.substring(type.lastIndexOf('.') + 1) + "." + method;
        return kind + " " + scenario + " '" + phase + "', before " + place + (line == 0 ? "" : " line " + line)
                + (hit == 1 ? "" : ", time " + hit);
    }
}

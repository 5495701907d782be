// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.requirements;

/**
 * How one test, or one round of it, ended.
 *
 * @param type the class that has it, without its package
 */
record TestResult(String type, String method, Outcome outcome) {

    enum Outcome {
        PASSED,
        /** What it needs was not there. */
        SKIPPED,
        FAILED
    }
}

// SPDX-License-Identifier: Apache-2.0
/** Tells of each requirement in the tables of the tests' README whether a test that was run has shown it. */
@org.jspecify.annotations.NullMarked
package io.longshore.itests.requirements;

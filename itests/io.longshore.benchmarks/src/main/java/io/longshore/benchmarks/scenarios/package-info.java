// SPDX-License-Identifier: Apache-2.0
/** The scenarios, one class each. */
@org.jspecify.annotations.NullMarked
package io.longshore.benchmarks.scenarios;

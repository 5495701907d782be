// SPDX-License-Identifier: Apache-2.0
/** Contestants side by side in one run; see the README of this module. */
@org.jspecify.annotations.NullMarked
package io.longshore.benchmarks;

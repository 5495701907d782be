// SPDX-License-Identifier: Apache-2.0
/** What is measured, and how it is compared, printed and kept. */
@org.jspecify.annotations.NullMarked
package io.longshore.benchmarks.measure;

// SPDX-License-Identifier: Apache-2.0
/** Parts of Karaf that are measured: its EventAdmin, and whole distributions. */
@org.jspecify.annotations.NullMarked
package io.longshore.benchmarks.karaf;

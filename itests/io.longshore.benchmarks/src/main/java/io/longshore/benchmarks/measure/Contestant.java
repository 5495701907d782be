// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.measure;

import org.jspecify.annotations.Nullable;

/**
 * One of those who are compared.
 *
 * @param rival as in {@link Entry}
 */
public record Contestant(String name, @Nullable String rival, Round round) {}

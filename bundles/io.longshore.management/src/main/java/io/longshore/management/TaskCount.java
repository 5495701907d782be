// SPDX-License-Identifier: Apache-2.0
package io.longshore.management;

/** How many tasks are in a state, such as {@code RUNNING}. */
public record TaskCount(String state, int count) {}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.management;

/**
 * What the runtime runs on.
 *
 * @param cgroups {@code v1}, {@code v2}, {@code hybrid} for both, or {@code unknown}
 */
public record PlatformData(String os, String architecture, String kernel, String cgroups) {}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

/**
 * What a runtime runs on.
 *
 * @param os such as {@code Linux}
 * @param architecture as the JDK names it, such as {@code amd64}
 * @param kernel its version
 * @param cgroups {@code v1}, {@code v2}, {@code hybrid} for both, or {@code unknown}
 */
public record HostPlatform(String os, String architecture, String kernel, String cgroups) {}

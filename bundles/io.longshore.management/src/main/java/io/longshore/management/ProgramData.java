// SPDX-License-Identifier: Apache-2.0
package io.longshore.management;

/**
 * A program that the runtime calls.
 *
 * @param key the configuration key that names it: {@code runtime} or {@code shim}
 * @param path where it is; empty if it was not found
 * @param version empty if it does not tell, or was not asked yet
 * @param problem one sentence on why path or version are missing; else empty
 */
public record ProgramData(String key, String configured, String path, String version, String problem) {}

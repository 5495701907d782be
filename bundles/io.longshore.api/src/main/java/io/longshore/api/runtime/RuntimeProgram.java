// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

/**
 * A program that a runtime calls, as it was found when it was last looked for.
 *
 * @param key the configuration key that names it, such as {@code runtime}
 * @param configured the path or name given there
 * @param path where it is; empty if it was not found
 * @param version what it says of itself, in one line; empty if it does not, or was not asked yet
 * @param problem one sentence on why a version or a path is missing; else empty
 */
public record RuntimeProgram(String key, String configured, String path, String version, String problem) {}

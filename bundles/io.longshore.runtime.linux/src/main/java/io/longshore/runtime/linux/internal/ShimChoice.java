// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

/**
 * Which shim a container gets.
 *
 * @param runtimeName that it asks for, or the default
 * @param kind of the provider
 * @param program of the shim; empty if there is none
 * @param usesRunc whether that drives {@code runc}
 */
record ShimChoice(String runtimeName, String kind, String program, boolean usesRunc) {}

// SPDX-License-Identifier: Apache-2.0
/**
 * Longshore in Karafs of their own. A test class is loaded twice: by the build, which asks it how its Karaf is set up, and in
 * that Karaf, where its tests run.
 */
@org.jspecify.annotations.NullMarked
package io.longshore.itests.karaf;

// SPDX-License-Identifier: Apache-2.0
/**
 * The terminal of a session, in Karaf's console or over its ssh, and what uses more of it than lines. It is JLine's, since Karaf's
 * own {@code Terminal} has no raw mode, and over ssh tells of no change of the window's size.
 */
@org.jspecify.annotations.NullMarked
package io.longshore.shell.internal.terminal;

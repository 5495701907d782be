// SPDX-License-Identifier: Apache-2.0
/** The console of our distribution, with real containers, in a real browser. */
@org.jspecify.annotations.NullMarked
package io.longshore.itests.console;

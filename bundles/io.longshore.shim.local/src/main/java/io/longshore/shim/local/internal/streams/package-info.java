// SPDX-License-Identifier: Apache-2.0
/** The streams of a container's processes: between the pipes or the terminal they have, and where their user wants them. */
@org.jspecify.annotations.NullMarked
package io.longshore.shim.local.internal.streams;

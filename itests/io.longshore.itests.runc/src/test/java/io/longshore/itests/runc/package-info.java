// SPDX-License-Identifier: Apache-2.0
/** Longshore with the real runc and the real containerd-shim, without OSGi. Needs root. */
@org.jspecify.annotations.NullMarked
package io.longshore.itests.runc;

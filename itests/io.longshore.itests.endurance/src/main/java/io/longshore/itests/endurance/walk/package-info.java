// SPDX-License-Identifier: Apache-2.0
/** A random walk: operations and faults as a seed says, checked against a model, the journal of events and the kernel. */
@org.jspecify.annotations.NullMarked
package io.longshore.itests.endurance.walk;

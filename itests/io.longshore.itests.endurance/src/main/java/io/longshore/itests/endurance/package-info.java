// SPDX-License-Identifier: Apache-2.0
/** What the long tests have in common. */
@org.jspecify.annotations.NullMarked
package io.longshore.itests.endurance;

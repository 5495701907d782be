// SPDX-License-Identifier: Apache-2.0
/** What integration tests and benchmarks share. */
@org.jspecify.annotations.NullMarked
package io.longshore.itests.support;

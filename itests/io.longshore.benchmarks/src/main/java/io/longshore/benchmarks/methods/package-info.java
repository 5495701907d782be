// SPDX-License-Identifier: Apache-2.0
/** Single methods, measured by JMH in JVMs of their own. */
@org.jspecify.annotations.NullMarked
package io.longshore.benchmarks.methods;

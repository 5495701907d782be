// SPDX-License-Identifier: Apache-2.0
/** Those who run containers: Longshore, containerd, and bare runc. */
@org.jspecify.annotations.NullMarked
package io.longshore.benchmarks.engine;

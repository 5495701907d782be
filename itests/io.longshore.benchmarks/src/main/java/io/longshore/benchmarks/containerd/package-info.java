// SPDX-License-Identifier: Apache-2.0
/** A containerd of our own, called over gRPC. */
@org.jspecify.annotations.NullMarked
package io.longshore.benchmarks.containerd;

// SPDX-License-Identifier: Apache-2.0
/**
 * Streams over FIFOs. The directory, and who holds what open, is drawn in {@link io.longshore.api.streams}.
 *
 * <p>Every stream has one lock, the {@link io.longshore.streams.internal.Gate}; under it there are only calls that do not
 * block. No thread belongs to a stream: who reads or writes waits at the gate, and is woken by the one thread that watches
 * all descriptors, or by whoever closes the stream or ends it.
 */
@org.jspecify.annotations.NullMarked
package io.longshore.streams.internal;

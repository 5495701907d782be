// SPDX-License-Identifier: Apache-2.0
/**
 * The events of containers, tasks and namespaces: package {@code containerd.events} on the wire.
 *
 * <p>Generated; wire, not API. In an {@code Any} their type is the bare name, {@code containerd.events.TaskExit}.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.longshore.protos.events;

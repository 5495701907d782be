// SPDX-License-Identifier: Apache-2.0
/**
 * How a version 2 shim hands its events over: service {@code containerd.services.events.ttrpc.v1.Events}.
 *
 * <p>Generated; wire, not API.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.longshore.protos.events.ttrpc;

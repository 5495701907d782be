// SPDX-License-Identifier: Apache-2.0
/**
 * What every contract of Longshore shares: identifiers, opaque payloads and the exceptions.
 *
 * <p>Errors are of one sealed family, {@link io.longshore.api.LongshoreException}; each kind is a class, so nobody
 * needs to read a message to decide. Values are immutable records that refuse bad input in their constructor. Times
 * are {@link java.time.Instant}, spans {@link java.time.Duration}, sizes bytes.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.longshore.api;

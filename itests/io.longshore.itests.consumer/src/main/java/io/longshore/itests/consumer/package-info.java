// SPDX-License-Identifier: Apache-2.0
/** An example: what a bundle looks like that runs containers. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.longshore.itests.consumer;

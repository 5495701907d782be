// SPDX-License-Identifier: Apache-2.0
/** containerd's filter language, for lists and subscriptions. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.longshore.api.filters;

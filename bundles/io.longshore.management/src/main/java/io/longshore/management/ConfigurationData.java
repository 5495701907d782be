// SPDX-License-Identifier: Apache-2.0
package io.longshore.management;

/** One key of the runtime's configuration, with the value in effect, which may be a default. */
public record ConfigurationData(String key, String value) {}

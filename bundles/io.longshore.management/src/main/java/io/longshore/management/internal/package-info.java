// SPDX-License-Identifier: Apache-2.0
/** Translates between JMX and the API, and checks who may call what. */
@org.jspecify.annotations.NullMarked
package io.longshore.management.internal;

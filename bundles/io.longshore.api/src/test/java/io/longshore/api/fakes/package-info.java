// SPDX-License-Identifier: Apache-2.0
/** The API's services in memory, for the tests of bundles that only translate the API for someone else. */
@org.jspecify.annotations.NullMarked
package io.longshore.api.fakes;

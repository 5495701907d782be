// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.guard.internal;

/** Code of somebody who can log in to JMX. */
public interface IntruderMBean {
    String getUser();
}

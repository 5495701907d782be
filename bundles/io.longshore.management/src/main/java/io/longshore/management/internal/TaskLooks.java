// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;

/** For those who know that the MBeans of a task, or of its processes, may not be as they should be. Thread-safe. */
interface TaskLooks {
    /** They will be soon; for what must not wait. */
    void later(Namespace namespace, ContainerId id);

    /** They are when this returns, unless the MBean server is stuck: then it returns after a while. */
    void now(Namespace namespace, ContainerId id);
}

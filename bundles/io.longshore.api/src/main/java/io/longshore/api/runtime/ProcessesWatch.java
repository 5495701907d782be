// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

import org.osgi.annotation.versioning.ProviderType;

/** What {@link Task#watchProcesses} has begun; closed by whoever did, or forgotten with its task. Thread-safe. */
@ProviderType
public interface ProcessesWatch extends AutoCloseable {
    /** Ends it; at most a call that was about to begin is still made. Idempotent; does not wait for a running call. */
    @Override
    void close();
}

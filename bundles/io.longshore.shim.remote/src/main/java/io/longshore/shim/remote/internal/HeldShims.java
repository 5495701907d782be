// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The shims that a driver is connected to, each until it is closed or lost. Thread-safe. */
final class HeldShims {
    private final Set<RemoteShim> held = ConcurrentHashMap.newKeySet();

    RemoteShim hold(RemoteShim shim) {
        held.add(shim);
        shim.lost().thenRun(() -> release(shim));
        return shim;
    }

    /** It was closed. */
    void release(RemoteShim shim) {
        held.remove(shim);
    }

    void closeAll() {
        held.forEach(RemoteShim::close);
    }
}

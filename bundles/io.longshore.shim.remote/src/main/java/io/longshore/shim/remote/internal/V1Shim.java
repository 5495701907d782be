// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.Posix;
import io.longshore.ttrpc.TtrpcClient;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A shim of the first generation, which drives one container. */
final class V1Shim {
    private V1Shim() {}

    /** @param released told when the shim is ended or closed here */
    static RemoteShim of(
            ShimLaunch launch,
            Path socket,
            ShimProcess process,
            TtrpcClient client,
            Posix posix,
            Consumer<RemoteShim> released) {
        ShimCaller caller = new ShimCaller(launch, V1Calls.SERVICE, client);
        ShimContact contact = new ShimContact(process, client);
        return new RemoteShim(
                launch,
                contact,
                new V1Calls(launch.id(), caller),
                Turns.ofProcesses(),
                posix,
                new V1Ending(contact, socket),
                released);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * The runtime of a Karaf that was deployed to just now, once it stays. With each kind of shim that comes it is taken down, and
 * registered anew; and so it is when the file watcher has found what the feature wrote into etc, of which it then tells the name.
 */
final class SettledRuntime {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int SHIM_KINDS = 3;

    private final BundleContext context;

    SettledRuntime(BundleContext context) {
        this.context = context;
    }

    void await() {
        Awaitility.await("the runtime").atMost(DEADLINE).until(this::stays);
    }

    /** Its MBean, too. */
    void await(JmxClient client) {
        Awaitility.await("the runtime").atMost(DEADLINE).until(() -> stays() && client.finds());
    }

    private boolean stays() throws InvalidSyntaxException {
        List<ServiceReference<?>> runtimes = services("io.longshore.api.runtime.ContainerRuntime");
        List<ServiceReference<?>> shims = services("io.longshore.api.shim.ShimProvider");
        List<ServiceReference<?>> configured = new ArrayList<>(services("io.longshore.api.events.EventExchange"));
        configured.addAll(services("io.longshore.api.containers.ContainerStore"));
        return runtimes.size() == 1
                // in place of one that cannot be had yet
                && runtimes.get(0).getProperty("longshore.missing") == null
                && shims.size() == SHIM_KINDS
                && configured.size() == 2
                && configured.stream().allMatch(service -> service.getProperty("felix.fileinstall.filename") != null)
                && Stream.concat(shims.stream(), configured.stream())
                        .allMatch(service -> number(service) < number(runtimes.get(0)));
    }

    private List<ServiceReference<?>> services(String type) throws InvalidSyntaxException {
        ServiceReference<?>[] found = context.getAllServiceReferences(type, null);
        return found == null ? List.of() : List.of(found);
    }

    private static long number(ServiceReference<?> service) {
        return (Long) service.getProperty(Constants.SERVICE_ID);
    }
}

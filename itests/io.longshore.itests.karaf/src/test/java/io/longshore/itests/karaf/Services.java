// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Services as they come and go. */
final class Services {
    /** What cannot be is tried again after a minute at the latest. */
    private static final Duration DEADLINE = Duration.ofSeconds(90);

    private final BundleContext context;

    Services(BundleContext context) {
        this.context = context;
    }

    /** The service, which has to be there soon. */
    <T> T get(Class<T> type) {
        return await(type.getName()).atMost(DEADLINE).until(() -> now(type), Objects::nonNull);
    }

    /** The service after a change that replaces it. */
    <T> T getAfter(ThrowingRunnable change, Class<T> type) throws Exception {
        // an earlier change may just be replacing it
        ServiceReference<T> before =
                await(type.getName()).atMost(DEADLINE).until(() -> context.getServiceReference(type), Objects::nonNull);
        change.run();
        await(type.getName() + " is replaced").atMost(DEADLINE).until(() -> {
            ServiceReference<T> after = context.getServiceReference(type);
            return after != null && !after.equals(before);
        });
        return get(type);
    }

    void awaitNone(Class<?> type) {
        await("no " + type.getName()).atMost(DEADLINE).until(() -> context.getServiceReference(type) == null);
    }

    private <T> @Nullable T now(Class<T> type) {
        ServiceReference<T> reference = context.getServiceReference(type);
        return reference == null ? null : context.getService(reference);
    }

    /** Something that may fail. */
    @FunctionalInterface
    interface ThrowingRunnable {
        void run() throws Exception;
    }
}

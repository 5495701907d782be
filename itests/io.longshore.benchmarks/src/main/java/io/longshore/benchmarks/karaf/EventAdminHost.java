// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.karaf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.launch.Framework;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;

/** Karaf's EventAdmin, in an OSGi framework in this JVM in which nothing else is. */
public final class EventAdminHost implements AutoCloseable {
    private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(10);

    private final Framework framework;
    private final EventAdmin admin;

    private EventAdminHost(Framework framework, EventAdmin admin) {
        this.framework = framework;
        this.admin = admin;
    }

    /**
     * Starts it.
     *
     * @param bundle the EventAdmin
     * @param storage a directory for the framework, not there yet
     * @param settings of the EventAdmin, as in its configuration file
     */
    public static EventAdminHost start(Path bundle, Path storage, Map<String, String> settings) throws BundleException {
        Map<String, String> configuration = new HashMap<>(settings);
        configuration.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        // so that its events are the same class as ours
        configuration.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, "org.osgi.service.event;version=1.4.1");
        configuration.put("felix.service.urlhandlers", "false");
        Framework framework = new FrameworkFactory().newFramework(configuration);
        framework.start();
        BundleContext context = framework.getBundleContext();
        context.installBundle(bundle.toUri().toString()).start();
        EventAdmin admin = context.getService(Objects.requireNonNull(
                context.getServiceReference(EventAdmin.class), "the bundle registers no EventAdmin"));
        return new EventAdminHost(framework, admin);
    }

    public EventAdmin admin() {
        return admin;
    }

    /** Until it is closed. */
    public void register(EventHandler handler, String topic) {
        var unusedRegistration = framework
                .getBundleContext()
                .registerService(
                        EventHandler.class,
                        handler,
                        FrameworkUtil.asDictionary(Map.of(EventConstants.EVENT_TOPIC, new String[] {topic})));
    }

    @Override
    public void close() throws IOException {
        try {
            framework.stop();
            framework.waitForStop(STOP_MILLIS);
        } catch (BundleException e) {
            throw new IOException("the framework does not stop", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

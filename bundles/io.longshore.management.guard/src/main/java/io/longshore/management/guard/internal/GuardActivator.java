// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.guard.internal;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** An activator and no component: it must be at work before Karaf's connector, at whose start level components only begin. */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class GuardActivator implements BundleActivator {
    private @Nullable GuardedConnectors connectors;

    @Override
    public void start(BundleContext context) throws JMException {
        connectors = new GuardedConnectors(ManagementFactory.getPlatformMBeanServer());
        connectors.open();
    }

    @Override
    public void stop(BundleContext context) throws JMException {
        if (connectors != null) {
            connectors.close();
            connectors = null;
        }
    }
}

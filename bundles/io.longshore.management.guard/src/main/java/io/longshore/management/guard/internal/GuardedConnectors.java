// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.guard.internal;

import java.util.HashSet;
import java.util.Set;
import javax.management.Attribute;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.MBeanServer;
import javax.management.MBeanServerDelegate;
import javax.management.MBeanServerNotification;
import javax.management.Notification;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import javax.management.Query;
import javax.management.remote.JMXConnectorServerMBean;
import javax.management.remote.MBeanServerForwarder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JMX connectors of an MBean server, each with a {@link RoleCheck} before it: those that are there, and those that come. A
 * connector is registered before it starts, and the MBean server tells of it on the same thread; so nobody gets in before. Closing
 * it lets connections that are made from then on pass, and leaves the check before those that there are. Thread-safe.
 */
final class GuardedConnectors implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedConnectors.class);

    private static final String CONNECTOR = JMXConnectorServerMBean.class.getName();
    /** What {@link JMXConnectorServerMBean#setMBeanServerForwarder} is to JMX. */
    private static final String FORWARDER = "MBeanServerForwarder";

    private static final String CONNECTIONS = "ConnectionIds";

    /** There are many of these, and no connector among them. */
    private static final String OURS = "io.longshore";

    private final MBeanServer server;
    private final NotificationListener changes = (notification, handback) -> changed(notification);

    // guarded by this, which is never held while the server is called
    private final Set<ObjectName> guarded = new HashSet<>();
    private boolean closed;

    GuardedConnectors(MBeanServer server) {
        this.server = server;
    }

    /** Returns when the connectors that are there have their check. */
    void open() throws JMException {
        // before we look, so that none comes unseen
        server.addNotificationListener(MBeanServerDelegate.DELEGATE_NAME, changes, null, null);
        try {
            server.queryNames(null, Query.isInstanceOf(Query.value(CONNECTOR))).forEach(this::guard);
        } catch (RuntimeException | Error e) {
            // nobody else does: a bundle that could not be started is not stopped
            close();
            throw e;
        }
    }

    private void changed(Notification notification) {
        if (notification instanceof MBeanServerNotification change) {
            ObjectName name = change.getMBeanName();
            if (change.getType().equals(MBeanServerNotification.UNREGISTRATION_NOTIFICATION)) {
                remove(name);
            } else if (isConnector(name)) {
                guard(name);
            }
        }
    }

    private boolean isConnector(ObjectName name) {
        try {
            return !name.getDomain().equals(OURS) && server.isInstanceOf(name, CONNECTOR);
        } catch (InstanceNotFoundException e) {
            LOG.debug("{} is gone already", name, e);
            return false;
        }
    }

    private void guard(ObjectName name) {
        if (!add(name)) {
            return;
        }
        try {
            put(name, Forwarding.through(RoleCheck.INSTANCE));
            if (isClosed()) {
                put(name, Forwarding.through(RoleCheck.NONE));
                return;
            }
            tellOfConnections(name);
        } catch (JMException | JMRuntimeException e) {
            LOG.error("the JMX connector {} is not guarded: whoever may log in there can become root", name, e);
        }
    }

    private void tellOfConnections(ObjectName name) throws JMException {
        String[] earlier = (String[]) server.getAttribute(name, CONNECTIONS);
        if (earlier.length == 0) {
            LOG.info("through the JMX connector {} nobody but an admin makes or removes MBeans", name);
        } else {
            LOG.warn(
                    "through the JMX connector {} nobody but an admin makes or removes MBeans, except over connections that were"
                            + " there before: {}; they end when the bundle org.apache.karaf.management.server is restarted",
                    name,
                    earlier);
        }
    }

    private void put(ObjectName name, MBeanServerForwarder forwarder) throws JMException {
        try {
            server.setAttribute(name, new Attribute(FORWARDER, forwarder));
        } catch (InstanceNotFoundException e) {
            LOG.debug("{} is gone already", name, e);
        }
    }

    /** Once more if it is known: another may have the name of one whose end we have not been told yet. */
    private synchronized boolean add(ObjectName name) {
        if (!closed) {
            guarded.add(name);
        }
        return !closed;
    }

    private synchronized void remove(ObjectName name) {
        guarded.remove(name);
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void close() throws JMException {
        server.removeNotificationListener(MBeanServerDelegate.DELEGATE_NAME, changes);
        for (ObjectName name : removeAll()) {
            put(name, Forwarding.through(RoleCheck.NONE));
        }
    }

    private synchronized Set<ObjectName> removeAll() {
        Set<ObjectName> all = Set.copyOf(guarded);
        guarded.clear();
        closed = true;
        return all;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import java.util.HashMap;
import java.util.Map;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanRegistrationException;
import javax.management.MBeanServer;
import javax.management.NotCompliantMBeanException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those of our MBeans that are registered. Thread-safe; closing it takes them all away. One that is about to be registered then is
 * taken away by whoever does that, as soon as the MBean server lets go of it.
 */
final class MBeans implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MBeans.class);

    private final MBeanServer server;

    // guarded by this, as below; never held while the server is called, which calls others
    private final Map<ObjectName, GuardedMBean<?>> registered = new HashMap<>();
    private boolean closed;

    MBeans(MBeanServer server) {
        this.server = server;
    }

    void register(ObjectName name, GuardedMBean<?> mbean) {
        if (isClosed()) {
            LOG.debug("closed; {} is not registered", name);
            return;
        }
        try {
            server.registerMBean(mbean, name);
        } catch (InstanceAlreadyExistsException e) {
            LOG.error("somebody else has registered {}; ours is not there", name, e);
            return;
        } catch (MBeanRegistrationException | NotCompliantMBeanException e) {
            throw new IllegalStateException(name + " cannot be registered", e);
        }
        if (!add(name, mbean)) {
            takeAway(name, mbean);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Returns whether it may stay. */
    private synchronized boolean add(ObjectName name, GuardedMBean<?> mbean) {
        return !closed && registered.putIfAbsent(name, mbean) == null;
    }

    void unregister(ObjectName name) {
        GuardedMBean<?> mbean = remove(name);
        if (mbean != null) {
            takeAway(name, mbean);
        }
    }

    private synchronized @Nullable GuardedMBean<?> remove(ObjectName name) {
        return registered.remove(name);
    }

    private void takeAway(ObjectName name, GuardedMBean<?> mbean) {
        mbean.release();
        try {
            server.unregisterMBean(name);
        } catch (InstanceNotFoundException e) {
            LOG.debug("somebody else has taken {} away", name, e);
        } catch (MBeanRegistrationException e) {
            throw new IllegalStateException(name + " cannot be taken away", e);
        }
    }

    @Override
    public void close() {
        removeAll().forEach(this::takeAway);
    }

    private synchronized Map<ObjectName, GuardedMBean<?>> removeAll() {
        Map<ObjectName, GuardedMBean<?>> all = Map.copyOf(registered);
        registered.clear();
        closed = true;
        return all;
    }
}

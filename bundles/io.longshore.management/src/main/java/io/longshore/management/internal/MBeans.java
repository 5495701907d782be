// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.DynamicMBean;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanRegistrationException;
import javax.management.MBeanServer;
import javax.management.NotCompliantMBeanException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those of our MBeans that are registered. Thread-safe; closing it takes them all away. */
final class MBeans implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MBeans.class);

    private final MBeanServer server;
    private final Set<ObjectName> registered = ConcurrentHashMap.newKeySet();

    MBeans(MBeanServer server) {
        this.server = server;
    }

    void register(ObjectName name, DynamicMBean mbean) {
        try {
            registered.add(server.registerMBean(mbean, name).getObjectName());
        } catch (InstanceAlreadyExistsException e) {
            LOG.error("somebody else has registered {}; ours is not there", name, e);
        } catch (MBeanRegistrationException | NotCompliantMBeanException e) {
            throw new IllegalStateException(name + " cannot be registered", e);
        }
    }

    void unregister(ObjectName name) {
        if (!registered.remove(name)) {
            return;
        }
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
        registered.forEach(this::unregister);
    }
}

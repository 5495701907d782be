// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.access.Audit;
import io.longshore.access.Caller;
import io.longshore.access.Role;
import java.security.PrivilegedActionException;
import java.util.Objects;
import java.util.function.Supplier;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.InvalidAttributeValueException;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.MBeanRegistration;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import org.jspecify.annotations.Nullable;

/**
 * An MBean of ours: checks the caller's role, writes the audit log, translates errors. Every way to it, RMI, HTTP agents or a
 * local MBean server, comes through here, so the check does not depend on the connector. It stays in the MBean server until it is
 * {@link #release released}, whoever wants to take it away, since Karaf lets everybody do that who may log in to JMX.
 */
class GuardedMBean<T> implements DynamicMBean, MBeanRegistration {
    private final DescribedMBean<T> mbean;
    private final MBeanTable table;
    private final AuditTarget target;
    private final Supplier<Caller> callers;
    private volatile @Nullable ObjectName name;
    private volatile boolean released;

    GuardedMBean(MBeanType<T> type, T implementation, AuditTarget target, Supplier<Caller> callers) {
        this.mbean = new DescribedMBean<>(type, implementation);
        this.table = type.table();
        this.target = target;
        this.callers = callers;
    }

    @Override
    public @Nullable Object invoke(String name, @Nullable Object @Nullable [] params, String @Nullable [] signature)
            throws MBeanException, ReflectionException {
        MBeanTable.Entry operation = table.operation(name);
        if (operation == null) {
            return mbean.invoke(name, params, signature);
        }
        Caller caller = callers.get();
        String outcome = "error";
        try {
            check(caller, operation.role(), name);
            operation.check(params);
            for (String parameter : operation.filesOfHost(params)) {
                check(caller, Role.ADMIN, parameter + " with a file of the host");
            }
            Object result = invokeForNobody(name, params, signature);
            outcome = "done";
            return result;
        } catch (SecurityException e) {
            outcome = "denied";
            throw e;
        } catch (RuntimeException e) {
            RuntimeException readable = RemoteErrors.of(name, e);
            outcome = String.valueOf(readable.getMessage());
            throw readable;
        } finally {
            if (operation.changes()) {
                AuditTarget.Named on = target.of(operation, params);
                Audit.log(caller, operation.auditName(), on.namespace(), on.id(), outcome);
            }
        }
    }

    /** Who may do it is known here; whatever begins there, and may last, must not go on with the caller's roles. */
    private @Nullable Object invokeForNobody(
            String name, @Nullable Object @Nullable [] params, String @Nullable [] signature)
            throws MBeanException, ReflectionException {
        try {
            return OwnBehalf.attempt(() -> mbean.invoke(name, params, signature));
        } catch (PrivilegedActionException e) {
            if (e.getException() instanceof MBeanException of) {
                throw of;
            }
            throw (ReflectionException) e.getException();
        }
    }

    @Override
    public Object getAttribute(String name) throws AttributeNotFoundException, MBeanException, ReflectionException {
        checkViewer(name);
        try {
            return mbean.getAttribute(name);
        } catch (RuntimeException e) {
            throw RemoteErrors.of(name, e);
        }
    }

    @Override
    public AttributeList getAttributes(String[] names) {
        checkViewer("attributes");
        return mbean.getAttributes(names);
    }

    /** None can be written; the JDK says so. */
    @Override
    public void setAttribute(Attribute attribute)
            throws AttributeNotFoundException, InvalidAttributeValueException, MBeanException, ReflectionException {
        check(callers.get(), Role.ADMIN, attribute.getName());
        mbean.setAttribute(attribute);
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        check(callers.get(), Role.ADMIN, "attributes");
        return mbean.setAttributes(attributes);
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        return mbean.getMBeanInfo();
    }

    /** Whoever has registered it is about to take it away. */
    void release() {
        released = true;
    }

    @Override
    public ObjectName preRegister(MBeanServer server, ObjectName name) {
        this.name = name;
        return name;
    }

    @Override
    public void postRegister(Boolean done) {
        // nothing depends on it
    }

    /** @throws SecurityException if it was not released */
    @Override
    public void preDeregister() {
        if (!released) {
            Audit.log(callers.get(), "unregisterMBean", key("namespace"), id(), "denied");
            throw new SecurityException("only Longshore takes its MBeans away");
        }
    }

    @Override
    public void postDeregister() {
        // nothing depends on it
    }

    /** As in the lines of its operations; the type of one that is about no task. */
    private String id() {
        String exec = key("exec");
        return key("id").isEmpty() ? key("type") : key("id") + (exec.isEmpty() ? "" : "/" + exec);
    }

    private String key(String property) {
        return Objects.requireNonNullElse(Objects.requireNonNull(name).getKeyProperty(property), "");
    }

    /** @throws SecurityException unless the caller may read */
    void checkViewer(String what) {
        check(callers.get(), Role.VIEWER, what);
    }

    private static void check(Caller caller, Role needed, String what) {
        if (!caller.may(needed)) {
            throw new SecurityException(what + " needs the role " + needed);
        }
    }
}

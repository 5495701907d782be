// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.access.Audit;
import io.longshore.access.Caller;
import io.longshore.access.Role;
import io.longshore.management.RuntimeMXBean;
import java.util.function.Supplier;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.ReflectionException;
import javax.management.StandardMBean;
import org.jspecify.annotations.Nullable;

/**
 * The MBean: describes itself, checks the caller's role, translates errors. Every way to it, RMI, HTTP agents or a local
 * MBean server, comes through here, so the check does not depend on the connector.
 */
final class GuardedMBean extends StandardMBean {
    private final Supplier<Caller> callers;

    GuardedMBean(RuntimeMXBean operations, Supplier<Caller> callers) {
        // said outright: a class that is not named after its interface would be taken for a plain standard MBean
        super(operations, RuntimeMXBean.class, true);
        this.callers = callers;
    }

    @Override
    public @Nullable Object invoke(String name, @Nullable Object @Nullable [] params, String @Nullable [] signature)
            throws MBeanException, ReflectionException {
        Operation operation = Operation.named(name);
        if (operation == null) {
            return super.invoke(name, params, signature);
        }
        Caller caller = callers.get();
        String outcome = "error";
        try {
            check(caller, operation.role(), name);
            Object result = super.invoke(name, params, signature);
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
                Audit.log(caller, operation.operationName(), at(params, 0), at(params, 1), outcome);
            }
        }
    }

    @Override
    public Object getAttribute(String name) throws AttributeNotFoundException, MBeanException, ReflectionException {
        check(callers.get(), Role.VIEWER, name);
        try {
            return super.getAttribute(name);
        } catch (RuntimeException e) {
            throw RemoteErrors.of(name, e);
        }
    }

    @Override
    public AttributeList getAttributes(String[] names) {
        check(callers.get(), Role.VIEWER, "attributes");
        return super.getAttributes(names);
    }

    /** Namespace and id are the first two parameters of all operations that change anything. */
    private static String at(@Nullable Object @Nullable [] params, int index) {
        return params == null || params.length <= index ? "" : String.valueOf(params[index]);
    }

    private static void check(Caller caller, Role needed, String what) {
        if (!caller.may(needed)) {
            throw new SecurityException(what + " needs the role " + needed);
        }
    }

    @Override
    protected String getDescription(MBeanInfo info) {
        return "Containers and tasks of this Karaf instance";
    }

    @Override
    protected String getDescription(MBeanAttributeInfo info) {
        return switch (info.getName()) {
            case "Name" -> "The name of the Karaf instance";
            case "TaskCounts" -> "How many tasks there are in each state, all namespaces together";
            default -> super.getDescription(info);
        };
    }

    @Override
    protected String getDescription(MBeanOperationInfo info) {
        Operation operation = Operation.named(info.getName());
        return operation == null ? super.getDescription(info) : operation.description();
    }

    @Override
    protected int getImpact(MBeanOperationInfo info) {
        Operation operation = Operation.named(info.getName());
        return operation == null || operation.changes() ? MBeanOperationInfo.ACTION : MBeanOperationInfo.INFO;
    }

    @Override
    protected String getParameterName(MBeanOperationInfo info, MBeanParameterInfo parameter, int index) {
        Operation operation = Operation.named(info.getName());
        return operation == null
                ? super.getParameterName(info, parameter, index)
                : operation.parameters().get(index).name();
    }

    @Override
    protected String getDescription(MBeanOperationInfo info, MBeanParameterInfo parameter, int index) {
        Operation operation = Operation.named(info.getName());
        return operation == null
                ? super.getDescription(info, parameter, index)
                : operation.parameters().get(index).description();
    }
}

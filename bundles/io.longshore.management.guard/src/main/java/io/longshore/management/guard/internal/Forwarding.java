// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.guard.internal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import javax.management.MBeanServer;
import javax.management.remote.MBeanServerForwarder;
import org.jspecify.annotations.Nullable;

/** Passes on to an MBean server what a check has let through. */
final class Forwarding implements InvocationHandler {
    private final Check check;
    private volatile @Nullable MBeanServer next;

    /** Says what may not be done. */
    @FunctionalInterface
    interface Check {
        /** @throws SecurityException if the current thread's user may not do this */
        void check(Method method, @Nullable Object[] arguments);
    }

    private Forwarding(Check check) {
        this.check = check;
    }

    /** For one connector, which tells it what to pass on to. */
    static MBeanServerForwarder through(Check check) {
        return (MBeanServerForwarder) Proxy.newProxyInstance(
                Forwarding.class.getClassLoader(), new Class<?>[] {MBeanServerForwarder.class}, new Forwarding(check));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        @Nullable Object[] given = arguments == null ? new Object[0] : arguments;
        switch (method.getName()) {
            case "getMBeanServer" -> {
                return next;
            }
            case "setMBeanServer" -> {
                next = withoutOurs((MBeanServer) given[0]);
                return null;
            }
            case "equals" -> {
                return proxy == given[0];
            }
            case "hashCode" -> {
                return System.identityHashCode(proxy);
            }
            case "toString" -> {
                return "guard of " + next;
            }
            default -> check.check(method, given);
        }
        try {
            return method.invoke(next, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** A connector never lets go of a forwarder; so the new one takes the place of ours that was there. */
    private static MBeanServer withoutOurs(MBeanServer server) {
        // by the name: that of an earlier update of this bundle is of another class
        return server instanceof MBeanServerForwarder forwarder
                        && Proxy.isProxyClass(server.getClass())
                        && Proxy.getInvocationHandler(server)
                                .getClass()
                                .getName()
                                .equals(Forwarding.class.getName())
                ? forwarder.getMBeanServer()
                : server;
    }
}

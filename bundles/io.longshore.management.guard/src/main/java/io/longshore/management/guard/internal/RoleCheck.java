// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.guard.internal;

import io.longshore.access.Audit;
import io.longshore.access.Caller;
import io.longshore.access.Role;
import java.lang.reflect.Method;
import java.security.AccessController;
import java.util.Arrays;
import java.util.Set;
import javax.management.ObjectName;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/**
 * Only an admin makes, removes or connects MBeans over a connector, whatever Karaf's lists say, and nobody makes or uses a class
 * loader there: with one, whoever may create an MBean runs code of theirs as Karaf. What else there is goes on to Karaf's guard.
 */
final class RoleCheck implements Forwarding.Check {
    static final Forwarding.Check INSTANCE = new RoleCheck();

    /** For connections that are made when we are not there any more. */
    static final Forwarding.Check NONE = (method, arguments) -> {};

    /**
     * What Karaf's guard asks roles for, what only looks, and what the JDK's connector asks for itself, then for no user. A method
     * that a later JDK might have is not among them.
     */
    private static final Set<String> FOR_EVERYBODY = Set.of(
            "addNotificationListener",
            "getAttribute",
            "getAttributes",
            "getClassLoader",
            "getClassLoaderFor",
            "getClassLoaderRepository",
            "getDefaultDomain",
            "getDomains",
            "getMBeanCount",
            "getMBeanInfo",
            "getObjectInstance",
            "invoke",
            "isInstanceOf",
            "isRegistered",
            "queryMBeans",
            "queryNames",
            "removeNotificationListener",
            "setAttribute",
            "setAttributes");

    private static final Caller NOT_LOGGED_IN = new Caller("unknown", Set.of());

    private RoleCheck() {}

    @Override
    public void check(Method method, @Nullable Object[] arguments) {
        if (isForNobody(method, arguments)) {
            throw denied(caller(), method, arguments, "is done for nobody over a JMX connector");
        }
        if (isForAdmins(method)) {
            Caller caller = caller();
            if (!caller.may(Role.ADMIN)) {
                throw denied(caller, method, arguments, "needs the role " + Role.ADMIN);
            }
        }
    }

    private static boolean isForNobody(Method method, @Nullable Object[] arguments) {
        return switch (method.getName()) {
            case "createMBean" -> isClassLoader(arguments[0]) || isNamed(method, arguments, 2);
            case "instantiate" -> isClassLoader(arguments[0]) || isNamed(method, arguments, 1);
            // the JDK's connector reads the arguments of createMBean by it, and does so before that
            case "getClassLoader" -> arguments[0] != null;
            default -> false;
        };
    }

    /** Those of the JDK; what else is a class loader is no MBean, or already one that was named. */
    private static boolean isClassLoader(@Nullable Object className) {
        return String.valueOf(className).startsWith("javax.management.loading.");
    }

    /** Whether a class loader is, by the name of its MBean; the MBean server's own has none. */
    private static boolean isNamed(Method method, @Nullable Object[] arguments, int place) {
        Class<?>[] types = method.getParameterTypes();
        return types.length > place && types[place] == ObjectName.class && arguments[place] != null;
    }

    /** A client's own listener stays in the connector, and is none that is named. */
    private static boolean isForAdmins(Method method) {
        boolean ofAnMBean = Arrays.stream(method.getParameterTypes())
                        .filter(type -> type == ObjectName.class)
                        .count()
                > 1;
        return ofAnMBean || !FOR_EVERYBODY.contains(method.getName());
    }

    @SuppressWarnings("removal") // the only way on Java 17
    private static Caller caller() {
        Subject subject = Subject.getSubject(AccessController.getContext());
        return subject == null ? NOT_LOGGED_IN : Caller.of(subject);
    }

    private static SecurityException denied(Caller caller, Method method, @Nullable Object[] arguments, String why) {
        String what = arguments.length == 0 ? "" : String.valueOf(arguments[0]);
        Audit.log(caller, method.getName(), "", what, "denied");
        return new SecurityException(method.getName() + " " + what + " " + why);
    }
}

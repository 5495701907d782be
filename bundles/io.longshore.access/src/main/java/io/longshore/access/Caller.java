// SPDX-License-Identifier: Apache-2.0
package io.longshore.access;

import java.security.AccessController;
import java.security.Principal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/** Who calls, and in which roles. Immutable. */
public record Caller(String name, Set<Role> roles) {
    /** Code in this process that acts for no user; it could take the services as well. */
    public static final Caller LOCAL = new Caller("local", EnumSet.of(Role.ADMIN));

    /** By name: Karaf has one class for all bundles, but nothing here should need Karaf to be compiled or tested. */
    private static final String PRINCIPALS = "org.apache.karaf.jaas.boot.principal.";

    private static final String ROLE = PRINCIPALS + "RolePrincipal";
    private static final String GROUP = PRINCIPALS + "GroupPrincipal";
    private static final String USER = PRINCIPALS + "UserPrincipal";

    public Caller {
        roles = Set.copyOf(roles);
    }

    /** Whom the current thread acts for, as by {@link Subject#doAs}; {@link #LOCAL} if for nobody. */
    @SuppressWarnings("removal") // the only way on Java 17; Subject.current() begins with 18
    public static Caller current() {
        return of(Subject.getSubject(AccessController.getContext()));
    }

    /** Whom Karaf has authenticated; {@link #LOCAL} if nobody. Only Karaf's role principals give roles. */
    public static Caller of(@Nullable Subject subject) {
        if (subject == null) {
            return LOCAL;
        }
        Set<String> names = subject.getPrincipals().stream()
                .filter(principal -> isA(ROLE, principal))
                .map(Principal::getName)
                .collect(Collectors.toSet());
        Set<Role> roles = Arrays.stream(Role.values())
                .filter(role -> names.contains(role.toString()))
                .collect(Collectors.toSet());
        return new Caller(nameOf(subject), roles);
    }

    /** Whether one of the roles includes the one needed. */
    public boolean may(Role needed) {
        return roles.stream().anyMatch(role -> role.includes(needed));
    }

    private static String nameOf(Subject subject) {
        Principal best = null;
        for (Principal principal : subject.getPrincipals()) {
            if (isA(USER, principal)) {
                return principal.getName();
            }
            if (!isA(ROLE, principal) && !isA(GROUP, principal)) {
                best = principal;
            }
        }
        return best == null ? "unknown" : best.getName();
    }

    private static boolean isA(String className, Principal principal) {
        return principal.getClass().getName().equals(className);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Principal;
import java.security.PrivilegedAction;
import java.util.Set;
import javax.security.auth.Subject;
import javax.security.auth.x500.X500Principal;
import org.apache.karaf.jaas.boot.principal.GroupPrincipal;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.junit.jupiter.api.Test;

class CallerTest {
    @Test
    void rolesAreThoseOfKarafsRolePrincipalsOnly() {
        Caller caller = caller(new UserPrincipal("viewer"), new GroupPrincipal("admin"), new RolePrincipal("ssh"));

        assertThat(caller.roles()).isEmpty();
        assertThat(caller.may(Role.VIEWER)).isFalse();
    }

    @Test
    void eachRoleIncludesThoseBeforeIt() {
        Caller manager = caller(new RolePrincipal("manager"));

        assertThat(manager.may(Role.VIEWER)).isTrue();
        assertThat(manager.may(Role.MANAGER)).isTrue();
        assertThat(manager.may(Role.ADMIN)).isFalse();
    }

    @Test
    void theNameIsTheUsersWhateverElseIsThere() {
        Principal other = new X500Principal("CN=other");

        assertThat(caller(other, new RolePrincipal("admin"), new UserPrincipal("karaf"))
                        .name())
                .isEqualTo("karaf");
        assertThat(caller(new RolePrincipal("admin"), other).name()).isEqualTo("CN=other");
        assertThat(caller(new RolePrincipal("admin")).name()).isEqualTo("unknown");
    }

    @Test
    void withoutASubjectTheCallerIsLocal() {
        assertThat(Caller.of(null)).isEqualTo(Caller.LOCAL);
        assertThat(Caller.current()).isEqualTo(Caller.LOCAL);
        assertThat(Caller.LOCAL.may(Role.ADMIN)).isTrue();
    }

    @Test
    void withinDoAsTheCallerIsTheSubject() {
        Subject subject =
                new Subject(true, Set.of(new UserPrincipal("karaf"), new RolePrincipal("manager")), Set.of(), Set.of());

        Caller caller = Subject.doAs(subject, (PrivilegedAction<Caller>) Caller::current);

        assertThat(caller).isEqualTo(new Caller("karaf", Set.of(Role.MANAGER)));
    }

    private static Caller caller(Principal... principals) {
        return Caller.of(new Subject(true, Set.of(principals), Set.of(), Set.of()));
    }
}

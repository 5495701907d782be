// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.access.Caller;
import io.longshore.access.Role;
import io.longshore.api.UnavailableException;
import java.util.Map;
import java.util.Set;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import javax.security.auth.spi.LoginModule;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RealmPasswordsTest {
    private final RealmPasswords passwords = new RealmPasswords("karaf");

    /** One user, anna, with the password {@code secret}. */
    public static final class OneUser implements LoginModule {
        private Subject subject = new Subject();
        private CallbackHandler handler = callbacks -> {};

        @Override
        public void initialize(
                Subject newSubject, CallbackHandler newHandler, Map<String, ?> shared, Map<String, ?> options) {
            subject = newSubject;
            handler = newHandler;
        }

        @Override
        public boolean login() throws LoginException {
            NameCallback name = new NameCallback("user");
            PasswordCallback password = new PasswordCallback("password", false);
            try {
                handler.handle(new Callback[] {name, password});
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            if (name.getName().equals("broken")) {
                throw new LoginException("the directory does not answer");
            }
            if (!name.getName().equals("anna") || !new String(password.getPassword()).equals("secret")) {
                throw new FailedLoginException("no");
            }
            return true;
        }

        @Override
        public boolean commit() {
            subject.getPrincipals().addAll(Set.of(new UserPrincipal("anna"), new RolePrincipal("manager")));
            return true;
        }

        @Override
        public boolean abort() {
            return true;
        }

        @Override
        public boolean logout() {
            return true;
        }
    }

    @BeforeEach
    void configure() {
        Configuration.setConfiguration(new Configuration() {
            @Override
            public AppConfigurationEntry @Nullable [] getAppConfigurationEntry(String name) {
                return name.equals("karaf")
                        ? new AppConfigurationEntry[] {
                            new AppConfigurationEntry(
                                    OneUser.class.getName(), LoginModuleControlFlag.REQUIRED, Map.of())
                        }
                        : null;
            }
        });
    }

    @AfterEach
    void reset() {
        Configuration.setConfiguration(null);
    }

    @Test
    void theRightPasswordGivesTheUserWithHisRoles() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();

        Subject subject = passwords.check("anna", "secret");

        assertThat(Caller.of(subject)).isEqualTo(new Caller("anna", Set.of(Role.MANAGER)));
        assertThat(subject.isReadOnly()).isTrue();
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }

    @Test
    void aWrongOneGivesNobody() {
        assertThat(passwords.check("anna", "wrong")).isNull();
        assertThat(passwords.check("bert", "secret")).isNull();
    }

    @Test
    void aRealmThatCannotAnswerIsNoWrongPassword() {
        assertThatThrownBy(() -> passwords.check("broken", "secret")).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> new RealmPasswords("none").check("anna", "secret"))
                .isInstanceOf(UnavailableException.class);
    }
}

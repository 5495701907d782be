// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;

import java.util.UUID;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.ops4j.pax.exam.Option;

/** Who may log in to a Karaf of these tests. Names are those of the roles. */
final class Users {
    static final String ADMIN = "admin";
    static final String MANAGER = "manager";
    static final String VIEWER = "viewer";

    private static final String FILE = "etc/users.properties";
    private static final String PROPERTY = "longshore.itests.password";

    private Users() {}

    static Option option() {
        String password = UUID.randomUUID().toString();
        return composite(
                systemProperty(PROPERTY).value(password),
                editConfigurationFilePut(FILE, ADMIN, password + ",admin,manager,viewer"),
                editConfigurationFilePut(FILE, MANAGER, password + ",manager,viewer"),
                editConfigurationFilePut(FILE, VIEWER, password + ",viewer"));
    }

    /** In Karaf's own process, as its shell and HTTP agents do. */
    static Subject login(String user) throws LoginException {
        LoginContext login = new LoginContext("karaf", callbacks -> {
            for (Callback callback : callbacks) {
                if (callback instanceof NameCallback name) {
                    name.setName(user);
                } else if (callback instanceof PasswordCallback asked) {
                    asked.setPassword(password().toCharArray());
                }
            }
        });
        login.login();
        return login.getSubject();
    }

    static String password() {
        return System.getProperty(PROPERTY);
    }
}

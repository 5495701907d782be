// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;

import java.util.UUID;
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

    static String password() {
        return System.getProperty(PROPERTY);
    }
}

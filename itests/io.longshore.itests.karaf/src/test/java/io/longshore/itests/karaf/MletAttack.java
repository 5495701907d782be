// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** Has Karaf load a class of ours from an address, with nothing but what is in the JDK, and make an object of it. */
final class MletAttack {
    private static final String LOADER = "javax.management.loading.MLet";

    private final URL[] address;
    private final ObjectName loader;
    private final ObjectName code;

    MletAttack(Workplace workplace) throws Exception {
        Path directory = Files.createTempDirectory(workplace.directory(), "intruder");
        for (Class<?> each : new Class<?>[] {Intruder.class, IntruderMBean.class}) {
            String file = each.getName().replace('.', '/') + ".class";
            Path copy = directory.resolve(file);
            Files.createDirectories(copy.getParent());
            try (InputStream in = Objects.requireNonNull(each.getClassLoader().getResourceAsStream(file))) {
                Files.write(copy, in.readAllBytes());
            }
        }
        address = new URL[] {directory.toUri().toURL()};
        loader = new ObjectName("intruder:type=loader");
        code = new ObjectName("intruder:type=code");
    }

    void run(MBeanServerConnection connection) throws Exception {
        connection.createMBean(LOADER, loader, new Object[] {address}, new String[] {URL[].class.getName()});
        connection.createMBean(Intruder.class.getName(), code, loader);
    }

    /** The user that the class was run as; null if it was not. */
    @Nullable
    String ranAs() {
        return System.getProperty(Intruder.PROPERTY);
    }

    void assertRefused(MBeanServerConnection connection) throws Exception {
        assertThatThrownBy(() -> run(connection))
                .isInstanceOf(SecurityException.class)
                .hasMessage("createMBean javax.management.loading.MLet is done for nobody over a JMX connector");
        assertThat(connection.isRegistered(loader)).isFalse();
        assertThat(ranAs()).isNull();
    }

    /** Takes away what a run has left. */
    void clear() throws JMException {
        System.clearProperty(Intruder.PROPERTY);
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        for (ObjectName name : server.queryNames(new ObjectName("intruder:*"), null)) {
            server.unregisterMBean(name);
        }
    }
}

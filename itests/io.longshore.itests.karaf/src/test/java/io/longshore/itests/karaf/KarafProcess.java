// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.itests.support.KarafHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Our distribution as a process of its own, for what a test within it would not survive. */
final class KarafProcess {
    private static final long SECONDS = 60;

    private final KarafHome home;
    private final String password = UUID.randomUUID().toString();
    private @Nullable Process process;

    /**
     * Unpacks the distribution.
     *
     * @param home of the Karaf; what was there goes
     * @param archives where the build has put the distribution and the consumer
     */
    KarafProcess(Path home, Path archives, String log) throws Exception {
        this.home = KarafHome.unpack(archives.resolve("io.longshore.karaf.distribution.tar.gz"), home, log);
        Files.copy(archives.resolve("io.longshore.itests.consumer.jar"), home.resolve("deploy/consumer.jar"));
    }

    void configure(Workplace workplace, Path runtime, Path diary) throws IOException {
        home.append("users.properties", Map.of(Users.ADMIN, password + ",admin,manager,viewer"));
        home.append(
                "io.longshore.runtime.linux.cfg",
                Map.of(
                        "root", workplace.root().toString(),
                        "state", workplace.state().toString(),
                        "runtime", runtime.toString()));
        home.append("io.longshore.itests.consumer.cfg", Map.of("file", diary.toString()));
    }

    /** Starts it, if it is not running, and logs in. */
    JmxClient start() throws IOException {
        if (process == null || !process.isAlive()) {
            process = home.start();
        }
        JmxClient admin = JmxClient.admin(home.etc(), password);
        admin.awaitMBean();
        return admin;
    }

    /** As a service manager stops it. */
    void stop() throws InterruptedException {
        if (process != null) {
            process.destroy();
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS))
                    .as("Karaf stops")
                    .isTrue();
        }
    }

    /** With SIGKILL. */
    void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly();
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS))
                    .as("Karaf is killed")
                    .isTrue();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.FailedPreconditionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns once, at start, if systemd would kill the shims together with this process when it stops the service: that is what
 * it does unless the unit says otherwise.
 */
@Component(
        service = {},
        immediate = true)
public final class ServiceWarning {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceWarning.class);
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Set<String> SPARING = Set.of("process", "none");

    private final Thread thread;

    @Activate
    public ServiceWarning() {
        this(Path.of("/proc/self/cgroup"), new Programs(System.getenv("PATH")));
    }

    ServiceWarning(Path cgroups, Programs programs) {
        thread = new Thread(() -> look(cgroups, programs), "longshore-systemd");
        thread.setDaemon(true);
        thread.start();
    }

    @Deactivate
    void deactivate() throws InterruptedException {
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(5));
    }

    private static void look(Path cgroups, Programs programs) {
        try {
            String warning = warning(cgroups, programs);
            if (warning != null) {
                LOG.warn("{}", warning);
            }
        } catch (InterruptedException e) {
            // the bundle stops
            Thread.currentThread().interrupt();
        }
    }

    /** Null if nothing is to be feared. */
    static @Nullable String warning(Path cgroups, Programs programs) throws InterruptedException {
        SystemdUnit unit;
        try {
            unit = SystemdUnit.of(Files.readAllLines(cgroups));
        } catch (IOException e) {
            return "whether systemd runs this process, and would kill all containers with it, cannot be seen: " + e;
        }
        return unit == null ? null : warning(unit, programs);
    }

    private static @Nullable String warning(SystemdUnit unit, Programs programs) throws InterruptedException {
        String whatToDo = "copy etc/longshore-systemd.conf to /etc/systemd/" + (unit.ofUser() ? "user/" : "system/")
                + unit.name() + ".d/, then: systemctl " + (unit.ofUser() ? "--user " : "") + "daemon-reload";
        try {
            Path systemctl = programs.find("systemctl", "it asks systemd");
            String mode = new KillMode(systemctl, DEADLINE).of(unit);
            return SPARING.contains(mode)
                    ? null
                    : unit.name() + " has KillMode=" + mode + ": systemd kills all containers when it stops or restarts"
                            + " the service; " + whatToDo;
        } catch (FailedPreconditionException | IOException e) {
            return "systemd may kill all containers when it stops " + unit.name() + ", its KillMode cannot be read ("
                    + e.getMessage() + "); if in doubt " + whatToDo;
        }
    }
}

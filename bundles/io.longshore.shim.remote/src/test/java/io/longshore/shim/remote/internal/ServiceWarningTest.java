// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceWarningTest {
    @TempDir
    Path directory;

    private Path cgroups(String path) throws Exception {
        return Files.writeString(directory.resolve("cgroup"), "0::" + path + "\n");
    }

    /** A systemctl that notes its arguments. */
    private Programs systemctl(String script) throws Exception {
        Path program = directory.resolve("systemctl");
        Files.writeString(program, "#!/bin/sh\necho \"$@\" > " + directory.resolve("asked") + "\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return new Programs(directory.toString());
    }

    @Test
    void aServiceThatTakesItsControlGroupAlongIsWarnedOf() throws Exception {
        Path cgroups = cgroups("/system.slice/karaf.service");

        String warning = ServiceWarning.warning(cgroups, systemctl("echo KillMode=control-group"));

        assertThat(warning)
                .contains("karaf.service has KillMode=control-group", "/etc/systemd/system/karaf.service.d/");
        assertThat(directory.resolve("asked")).hasContent("show --property=KillMode -- karaf.service");
        assertThat(ServiceWarning.warning(cgroups, systemctl("echo KillMode=mixed")))
                .contains("KillMode=mixed");
    }

    @Test
    void aServiceThatEndsOnlyItsProcessIsNot() throws Exception {
        Path cgroups = cgroups("/system.slice/karaf.service");

        assertThat(ServiceWarning.warning(cgroups, systemctl("echo KillMode=process")))
                .isNull();
        assertThat(ServiceWarning.warning(cgroups, systemctl("echo KillMode=none")))
                .isNull();
    }

    @Test
    void aUsersServiceIsAskedOfHisSystemd() throws Exception {
        Path cgroups = cgroups("/user.slice/user-7.slice/user@7.service/app.slice/karaf.service");

        String warning = ServiceWarning.warning(cgroups, systemctl("echo KillMode=control-group"));

        assertThat(warning).contains("/etc/systemd/user/karaf.service.d/", "systemctl --user daemon-reload");
        assertThat(directory.resolve("asked")).hasContent("--user show --property=KillMode -- karaf.service");
    }

    @Test
    void whatCannotBeAskedIsWarnedOfTooAndSaysWhy() throws Exception {
        Path cgroups = cgroups("/system.slice/karaf.service");

        assertThat(ServiceWarning.warning(cgroups, systemctl("echo no bus; exit 1")))
                .contains("status 1", "no bus", "/etc/systemd/system/karaf.service.d/");
        assertThat(ServiceWarning.warning(directory.resolve("missing"), systemctl("exit 1")))
                .contains("missing");
    }

    @Test
    void nobodyIsAskedOutsideAService() throws Exception {
        assertThat(ServiceWarning.warning(cgroups("/user.slice/session-1.scope"), systemctl("exit 1")))
                .isNull();
        assertThat(directory.resolve("asked")).doesNotExist();
    }

    @Test
    void theThreadEndsWithTheComponent() throws Exception {
        ServiceWarning warning =
                new ServiceWarning(cgroups("/system.slice/karaf.service"), systemctl("exec sleep 600"));

        warning.deactivate();

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("longshore-systemd");
    }
}

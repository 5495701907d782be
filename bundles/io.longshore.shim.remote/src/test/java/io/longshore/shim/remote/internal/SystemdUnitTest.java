// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SystemdUnitTest {
    @Test
    void theServiceIsReadFromTheUnifiedHierarchy() {
        assertThat(SystemdUnit.of(List.of("0::/system.slice/karaf.service")))
                .isEqualTo(new SystemdUnit("karaf.service", false));
    }

    @Test
    void systemdsOwnHierarchyCountsWhereThereAreSeveral() {
        List<String> hybrid = List.of(
                "12:pids:/system.slice/other.service",
                "1:name=systemd:/system.slice/karaf-root.service",
                "0::/system.slice/karaf-root.service");

        assertThat(SystemdUnit.of(hybrid)).isEqualTo(new SystemdUnit("karaf-root.service", false));
    }

    @Test
    void groupsBelowTheServiceBelongToIt() {
        assertThat(SystemdUnit.of(List.of("0::/system.slice/karaf.service/jvm/threads")))
                .isEqualTo(new SystemdUnit("karaf.service", false));
    }

    @Test
    void aServiceOfAUserIsAskedOfHisSystemd() {
        assertThat(SystemdUnit.of(List.of("0::/user.slice/user-1000.slice/user@1000.service/app.slice/karaf.service")))
                .isEqualTo(new SystemdUnit("karaf.service", true));
    }

    @Test
    void aLoginOrAContainerIsNoService() {
        assertThat(SystemdUnit.of(List.of("0::/user.slice/user-1000.slice/session-3.scope")))
                .isNull();
        assertThat(SystemdUnit.of(List.of("0::/user.slice/user-1000.slice/user@1000.service/init.scope")))
                .isNull();
        assertThat(SystemdUnit.of(List.of("4:memory:/x", "1:name=systemd:/docker/0123", "0::/")))
                .isNull();
        assertThat(SystemdUnit.of(List.of("0::/"))).isNull();
        assertThat(SystemdUnit.of(List.of())).isNull();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class V2ProgramTest {
    @ParameterizedTest
    @CsvSource({
        "io.containerd.runc.v2, containerd-shim-runc-v2, true",
        "io.containerd.runc.v1, containerd-shim-runc-v1, true",
        "io.containerd.kata-qemu.v2, containerd-shim-kata-qemu-v2, false",
        "io.containerd.runsc.v1, containerd-shim-runsc-v1, false",
        "com.example.spin.v2, containerd-shim-spin-v2, false",
        "/opt/bin/containerd-shim-runc-v2, /opt/bin/containerd-shim-runc-v2, true",
        "/opt/bin/shim, /opt/bin/shim, false"
    })
    void programFollowsFromTheName(String runtime, String program, boolean runc) {
        assertThat(V2Program.isMeant(runtime)).isTrue();
        assertThat(V2Program.of(runtime)).isEqualTo(program);
        assertThat(V2Program.drivesRunc(program)).isEqualTo(runc);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.containerd.runtime.v1.linux",
                "io.longshore.runtime.local",
                "runc",
                "runc.v2",
                "io..v2",
                "./shim",
                "io.containerd.a/b.v2",
                ""
            })
    void othersAreNotMeant(String runtime) {
        assertThat(V2Program.isMeant(runtime)).isFalse();
    }

    @Test
    void whatDrivesRuncIsSaidByItsNameAlone() {
        assertThat(V2Program.drivesRunc("containerd-shim-runcious-v2")).isFalse();
    }
}

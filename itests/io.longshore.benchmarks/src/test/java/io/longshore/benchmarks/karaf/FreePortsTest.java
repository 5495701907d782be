// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.itests.support.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    @Test
    void portsAreDifferentAndNoneIsOneThatTheKernelMayTakeForAConnection() throws IOException {
        String[] range = Files.readAllLines(Path.of("/proc/sys/net/ipv4/ip_local_port_range"))
                .get(0)
                .split("\\s+", -1);

        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            ports.add(FreePorts.next());
        }

        assertThat(ports)
                .hasSize(50)
                .allMatch(port -> port > 1023 && port < 65_536)
                .noneMatch(port -> port >= Integer.parseInt(range[0]) && port <= Integer.parseInt(range[1]));
    }
}

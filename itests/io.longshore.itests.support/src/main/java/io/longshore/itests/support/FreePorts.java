// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers that are started later. */
public final class FreePorts {
    /** From this range the kernel takes the ports of connections, so one that is free now may not be a moment later. */
    private static final Path EPHEMERAL = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

    private static final int LOWEST = 10_000;
    private static final int HIGHEST = 65_535;
    private static final int TRIES = 200;
    private static final Set<Integer> GIVEN = new HashSet<>();

    private FreePorts() {}

    /** One on which nobody listens on the loopback interface, and that was not given to anybody in this process before. */
    public static synchronized int next() throws IOException {
        String[] range = read().strip().split("\\s+", -1);
        int from = Integer.parseInt(range[0]);
        int to = Integer.parseInt(range[1]);
        boolean below = from - LOWEST >= HIGHEST - to;
        for (int i = 0; i < TRIES; i++) {
            int port = below
                    ? ThreadLocalRandom.current().nextInt(LOWEST, from)
                    : ThreadLocalRandom.current().nextInt(to + 1, HIGHEST + 1);
            if (!GIVEN.contains(port) && isFree(port)) {
                GIVEN.add(port);
                return port;
            }
        }
        throw new IOException("no port is free outside of " + from + " to " + to);
    }

    private static String read() throws IOException {
        // with one call, as the kernel gives nothing to a second one; Files.readString needs two
        try (BufferedReader reader = Files.newBufferedReader(EPHEMERAL)) {
            return reader.readLine();
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            // somebody has it
            return false;
        }
    }
}

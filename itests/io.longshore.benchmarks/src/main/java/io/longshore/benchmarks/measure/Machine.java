// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * On what it was measured.
 *
 * @param facts names and values, in the order they are told in
 */
public record Machine(Map<String, Object> facts) {
    private static final long SECONDS = 10;

    /** This one. */
    public static Machine ours() throws IOException, InterruptedException {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("cores", Runtime.getRuntime().availableProcessors());
        facts.put("processor", after(Path.of("/proc/cpuinfo"), "model name"));
        facts.put("memory", after(Path.of("/proc/meminfo"), "MemTotal"));
        facts.put("kernel", System.getProperty("os.version"));
        facts.put("load_before", Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0]);
        facts.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        facts.put("containerd", firstLine("containerd", "--version"));
        facts.put("runc", firstLine("runc", "--version"));
        return new Machine(facts);
    }

    private static String after(Path file, String name) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }

    private static String firstLine(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(command[0] + " does not say its version");
        }
        return said.lines().findFirst().orElse("");
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        facts.forEach((name, value) ->
                text.append("  ").append(name).append(": ").append(value).append('\n'));
        return text.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks;

import io.longshore.api.ContainerId;
import io.longshore.api.runtime.Task;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.posix.LinuxPosix;
import io.longshore.posix.PidFd;
import io.longshore.posix.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One container after the other, from its record to the record's deletion, beside {@code runc run} of the same: round by
 * round, so that whatever else the machine does hits both.
 */
public final class LifecycleBenchmark {
    private static final int WARM_UP = 30;

    private LifecycleBenchmark() {}

    private interface Contestant {
        void run(String id) throws Exception;
    }

    /** @param arguments the number of rounds; 30 without */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length == 0 ? 30 : Integer.parseInt(arguments[0]);
        try (LinuxPosix posix = new LinuxPosix();
                Rig rig = Rig.open(ShimKind.V1)) {
            Path bundle = Files.createDirectory(rig.directory().resolve("bare"));
            Map<String, Contestant> contestants = new LinkedHashMap<>();
            contestants.put("longshore, shim v1", id -> longshore(rig, id));
            contestants.put("runc create, start, delete", id -> runcSteps(rig, posix, bundle, id));
            contestants.put("runc run", id -> runcRun(rig, bundle, id));
            Map<String, double[]> millis = new LinkedHashMap<>();
            contestants.keySet().forEach(name -> millis.put(name, new double[rounds]));
            for (int round = -WARM_UP; round < rounds; round++) {
                for (Map.Entry<String, Contestant> contestant : contestants.entrySet()) {
                    long begin = System.nanoTime();
                    contestant.getValue().run("bench" + (round + WARM_UP));
                    double taken = (System.nanoTime() - begin) / 1e6;
                    if (round >= 0) {
                        millis.get(contestant.getKey())[round] = taken;
                    }
                }
            }
            print(rounds, millis);
        }
    }

    private static void print(int rounds, Map<String, double[]> millis) {
        System.out.printf("%nbusybox true, %d rounds, interleaved:%n", rounds);
        double reference = median(millis.get("runc run"));
        millis.forEach((name, values) -> System.out.printf(
                "  %-28s median %6.1f ms   95th percentile %6.1f ms   %.2f x runc run%n",
                name, median(values), percentile(values, 0.95), median(values) / reference));
    }

    private static double median(double[] values) {
        return percentile(values, 0.5);
    }

    private static double percentile(double[] values, double part) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(part * (sorted.length - 1)))];
    }

    private static void longshore(Rig rig, String id) throws Exception {
        Task task = rig.task(id, "true");
        task.start();
        task.exit().toCompletableFuture().get(30, TimeUnit.SECONDS);
        task.delete();
        rig.containers().delete(rig.namespace(), new ContainerId(id));
    }

    private static void runcRun(Rig rig, Path bundle, String id) throws Exception {
        writeSpec(rig, bundle, id);
        runc(rig, "run", "--bundle", bundle.toString(), id);
    }

    private static void runcSteps(Rig rig, Posix posix, Path bundle, String id) throws Exception {
        writeSpec(rig, bundle, id);
        Path pid = bundle.resolve("pid");
        runc(rig, "create", "--bundle", bundle.toString(), "--pid-file", pid.toString(), id);
        // ProcessHandle.onExit looks only now and then at a process that is no child
        try (PidFd init = posix.pidfdOpen(Integer.parseInt(Files.readString(pid).strip()))) {
            runc(rig, "start", id);
            init.exited().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
        runc(rig, "delete", id);
    }

    private static void writeSpec(Rig rig, Path bundle, String id) throws IOException {
        Files.writeString(
                bundle.resolve("config.json"), rig.spec(id, "true").build().toJson());
    }

    private static void runc(Rig rig, String... arguments) throws Exception {
        String[] command = new String[arguments.length + 3];
        command[0] = "runc";
        command[1] = "--root";
        command[2] = rig.directory().resolve("bare-runc").toString();
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(
                        rig.directory().resolve("runc.out").toFile()))
                .start();
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException(String.join(" ", command) + ": "
                    + Files.readString(rig.directory().resolve("runc.out")));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.scenarios;

import io.longshore.benchmarks.Scenario;
import io.longshore.benchmarks.Stage;
import io.longshore.benchmarks.karaf.KarafRun;
import io.longshore.benchmarks.measure.Entry;
import io.longshore.benchmarks.measure.Figures;
import io.longshore.benchmarks.measure.ProcessMemory;
import io.longshore.benchmarks.measure.Samples;
import io.longshore.itests.support.BusyboxRootfs;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;

/** Our distribution as a process, beside Karaf's own: how fast it is there, and what it needs then. */
public final class Distribution implements Scenario {
    private static final double ROUNDS = 0.05;
    private static final int TASKS = 100;
    /** What is there when it has come to rest is measured, not what it needs for coming up. */
    private static final long IDLE_SECONDS = 5;

    private static final String TEXT = String.class.getName();

    private static final KarafRun.Question SERVES =
            server -> server.invoke(runtime(), "listTasks", new Object[] {""}, new String[] {TEXT}) != null;
    private static final KarafRun.Question ANSWERS = server -> server.getMBeanCount() > 0;

    @Override
    public String name() {
        return "distribution";
    }

    @Override
    public String about() {
        return "from the start of the JVM to the first answer over JMX; resident memory with 0 and 100 tasks";
    }

    @Override
    public int seconds() {
        return 83;
    }

    @Override
    public List<Entry> run(Stage stage) throws Exception {
        Path directory = stage.grounds().add(Files.createTempDirectory("ls-"));
        BusyboxRootfs.create(directory.resolve("rootfs"));
        try (Closing closing = new Closing()) {
            // ends what tasks are still there, and removes the directory with all that is in it
            closing.then(() -> Rig.openAgain(ShimKind.V1, directory, settings -> settings, events -> events)
                    .close());
            List<Entry> entries = new ArrayList<>(starts(stage, directory, closing));
            entries.addAll(memory(stage, directory, closing));
            return entries;
        }
    }

    private List<Entry> starts(Stage stage, Path directory, Closing closing) throws Exception {
        Map<String, List<Long>> nanos = new LinkedHashMap<>();
        int rounds = stage.rounds(ROUNDS);
        for (int round = 0; round < rounds; round++) {
            KarafRun ours = closing.add(ours(stage, directory, "ours" + round));
            KarafRun stock = closing.add(
                    KarafRun.unpack(stage.stop(), stage.archives().stock(), directory.resolve("stock" + round)));
            for (String start : List.of("first start", "next start")) {
                time(nanos, "longshore distribution, " + start, ours, SERVES);
                time(nanos, "stock karaf, " + start, stock, ANSWERS);
            }
            stage.progress().step(name(), round + 1, rounds);
        }
        return nanos.entrySet().stream()
                .map(each -> Entry.of(name() + ", start", each.getKey(), Figures.span(Samples.of(each.getValue()))))
                .toList();
    }

    private static void time(Map<String, List<Long>> nanos, String name, KarafRun karaf, KarafRun.Question question)
            throws IOException, InterruptedException {
        nanos.computeIfAbsent(name, key -> new ArrayList<>()).add(karaf.start(question));
        karaf.stop();
    }

    private static KarafRun ours(Stage stage, Path directory, String name) throws IOException, InterruptedException {
        KarafRun karaf = KarafRun.unpack(stage.stop(), stage.archives().distribution(), directory.resolve(name));
        karaf.home()
                .append(
                        "io.longshore.runtime.linux.cfg",
                        Map.of(
                                "root", directory.resolve("root").toString(),
                                "state", directory.resolve("state").toString()));
        return karaf;
    }

    private List<Entry> memory(Stage stage, Path directory, Closing closing) throws Exception {
        KarafRun karaf = closing.add(ours(stage, directory, "memory"));
        var unusedNanos = karaf.start(SERVES);
        List<Entry> entries = new ArrayList<>();
        stage.stop().rest(IDLE_SECONDS, TimeUnit.SECONDS);
        entries.add(resident("longshore distribution, as it is", karaf));
        collect(karaf.server());
        entries.add(resident("longshore distribution, no task", karaf));
        for (int i = 0; i < TASKS; i++) {
            run(karaf.server(), directory, "task" + i);
            stage.progress().step("made", i + 1, TASKS);
        }
        stage.stop().rest(IDLE_SECONDS, TimeUnit.SECONDS);
        collect(karaf.server());
        entries.add(resident("longshore distribution, 100 tasks", karaf));
        return entries;
    }

    private Entry resident(String contestant, KarafRun karaf) throws IOException {
        return Entry.of(name() + ", memory", contestant, Figures.memory((double) ProcessMemory.resident(karaf.pid())));
    }

    private static void collect(MBeanServerConnection server) throws JMException, IOException {
        server.invoke(new ObjectName("java.lang:type=Memory"), "gc", new Object[0], new String[0]);
    }

    private static void run(MBeanServerConnection server, Path directory, String id) throws JMException, IOException {
        String namespace = directory.getFileName().toString();
        server.invoke(
                runtime(),
                "createContainer",
                new Object[] {namespace, id, directory.resolve("rootfs").toString(), new String[] {"sleep", "100000"}},
                new String[] {TEXT, TEXT, TEXT, String[].class.getName()});
        server.invoke(runtime(), "createTask", new Object[] {namespace, id, ""}, new String[] {TEXT, TEXT, TEXT});
        server.invoke(runtime(), "startTask", new Object[] {namespace, id}, new String[] {TEXT, TEXT});
    }

    private static ObjectName runtime() throws JMException {
        return new ObjectName("io.longshore:type=Runtime,name=root");
    }
}

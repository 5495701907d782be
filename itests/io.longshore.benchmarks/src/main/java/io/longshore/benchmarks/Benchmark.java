// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks;

import io.longshore.benchmarks.engine.Grounds;
import io.longshore.benchmarks.karaf.Archives;
import io.longshore.benchmarks.measure.Entry;
import io.longshore.benchmarks.measure.Machine;
import io.longshore.benchmarks.measure.Progress;
import io.longshore.benchmarks.measure.ResultsFile;
import io.longshore.benchmarks.measure.Row;
import io.longshore.benchmarks.measure.Stop;
import io.longshore.benchmarks.measure.Table;
import io.longshore.benchmarks.scenarios.Speed;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

/** The command: runs scenarios one after the other, prints their table, and writes it down after each of them. */
public final class Benchmark {
    /** The module's directory; where the command was called from otherwise. */
    private static final Path MODULE = Path.of(System.getProperty("longshore.benchmarks.module", "."));

    private static final long CLEAR_SECONDS = 30;

    private Benchmark() {}

    /** Ends the JVM: with 0, or with 1 if a scenario failed or was broken off, or with 2 if the arguments are wrong. */
    public static void main(String[] words) {
        List<Scenario> all = Scenarios.all();
        try {
            Arguments arguments = Arguments.parse(
                    List.of(words), all.stream().map(Scenario::name).toList(), MODULE.resolve("data/results.json"));
            if (arguments.list()) {
                all.forEach(scenario -> System.out.printf("%-14s %s%n", scenario.name(), scenario.about()));
                return;
            }
            Stop stop = new Stop();
            Grounds grounds = new Grounds();
            EndInOrder end = EndInOrder.begin(stop, grounds, System.out);
            int status = run(all, arguments, stop, grounds);
            end.over();
            System.exit(status);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(Arguments.USAGE);
            System.exit(2);
        }
    }

    private static int run(List<Scenario> all, Arguments arguments, Stop stop, Grounds grounds) {
        Progress progress = new Progress(System.out, stop);
        List<Entry> entries = new ArrayList<>();
        int failed = 0;
        try {
            Machine machine = Machine.ours();
            System.out.print(machine);
            List<Scenario> wanted = all.stream()
                    .filter(scenario -> arguments.scenarios().contains(scenario.name()))
                    .toList();
            int rounds = arguments.rounds().isPresent()
                    ? arguments.rounds().getAsInt()
                    : Plan.rounds(wanted, Speed.slowness(grounds, stop));
            System.out.println("  rounds: " + rounds);
            ResultsFile file = new ResultsFile(arguments.results(), machine, rounds, Instant.now());
            Stage stage = new Stage(progress, rounds, new Archives(MODULE.resolve("target/archives")), grounds, stop);
            Plan plan = new Plan(wanted, rounds);
            for (Scenario scenario : wanted) {
                if (stop.isWanted()) {
                    break;
                }
                progress.begin(plan.heading());
                long begun = System.nanoTime();
                failed += run(scenario, stage, entries) ? 0 : 1;
                plan.done(System.nanoTime() - begun);
                file.write(Row.of(entries));
            }
            System.out.println();
            System.out.print(Table.of(Row.of(entries)));
            System.out.println();
            System.out.println(
                    "Results: " + arguments.results().toAbsolutePath().normalize());
        } catch (Exception e) {
            failed++;
            e.printStackTrace();
        }
        if (stop.isWanted()) {
            System.out.println("Broken off.");
        }
        return failed == 0 && !stop.isWanted() ? 0 : 1;
    }

    /** Whether it went well; the others are run all the same. */
    private static boolean run(Scenario scenario, Stage stage, List<Entry> entries) {
        try {
            entries.addAll(scenario.run(stage));
            return true;
        } catch (CancellationException e) {
            // somebody wants it, and is told so
            return false;
        } catch (Exception | AssertionError e) {
            System.err.println("scenario " + scenario.name() + " failed");
            e.printStackTrace();
            // the next one is not to find it
            stage.grounds().clear(CLEAR_SECONDS, TimeUnit.SECONDS).forEach(line -> System.err.println("left: " + line));
            return false;
        }
    }
}

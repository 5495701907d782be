// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.scenarios;

import io.longshore.benchmarks.Scenario;
import io.longshore.benchmarks.Stage;
import io.longshore.benchmarks.measure.Entry;
import io.longshore.benchmarks.measure.Figures;
import io.longshore.benchmarks.methods.FilterBenchmark;
import io.longshore.benchmarks.methods.MBeanBenchmark;
import io.longshore.benchmarks.methods.StoreBenchmark;
import io.longshore.ttrpc.internal.FrameBenchmark;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** Single methods, by JMH, each in a JVM of its own. */
public final class Methods implements Scenario {
    private static final int WARM_UPS = 1;
    private static final int ITERATIONS = 2;
    private static final double MEDIAN = 50;
    private static final double HIGH = 95;

    private record Subject(Class<?> type, String method, String name) {
        String pattern() {
            return "^" + Pattern.quote(type.getName() + "." + method) + "$";
        }
    }

    private static final List<Subject> SUBJECTS = List.of(
            new Subject(FrameBenchmark.class, "encode", "ttrpc: encode a request"),
            new Subject(FrameBenchmark.class, "decode", "ttrpc: decode a request"),
            new Subject(FilterBenchmark.class, "parse", "filter: parse"),
            new Subject(FilterBenchmark.class, "match", "filter: match"),
            new Subject(StoreBenchmark.class, "get", "store: get a container"),
            new Subject(StoreBenchmark.class, "list500", "store: list 500 containers"),
            new Subject(StoreBenchmark.class, "createDurably", "store: create a container"),
            new Subject(MBeanBenchmark.class, "state", "MBean: an attribute"),
            new Subject(MBeanBenchmark.class, "list500", "MBean: list 500 tasks"));

    @Override
    public String name() {
        return "methods";
    }

    @Override
    public String about() {
        return "single methods by JMH: the codec of ttrpc, filters, the store, reads of MBeans";
    }

    @Override
    public int seconds() {
        return 33;
    }

    @Override
    public List<Entry> run(Stage stage) throws Exception {
        // its lock would stay behind in /tmp
        System.setProperty("jmh.ignoreLock", "true");
        List<Entry> entries = new ArrayList<>();
        for (Subject subject : SUBJECTS) {
            entries.add(Entry.of(name(), subject.name(), measure(subject)));
            stage.progress().step(name(), entries.size(), SUBJECTS.size());
        }
        return entries;
    }

    private static Figures measure(Subject subject) throws RunnerException {
        RunResult result = new Runner(new OptionsBuilder()
                        .include(subject.pattern())
                        .mode(Mode.SampleTime)
                        .timeUnit(TimeUnit.NANOSECONDS)
                        .forks(1)
                        .warmupIterations(WARM_UPS)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(ITERATIONS)
                        .measurementTime(TimeValue.seconds(1))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .runSingle();
        Statistics nanos = result.getPrimaryResult().getStatistics();
        double perMilli = TimeUnit.MILLISECONDS.toNanos(1);
        return new Figures(
                Figures.Basis.P50_MS,
                nanos.getPercentile(MEDIAN) / perMilli,
                nanos.getPercentile(HIGH) / perMilli,
                TimeUnit.SECONDS.toNanos(1) / nanos.getMean(),
                null);
    }
}

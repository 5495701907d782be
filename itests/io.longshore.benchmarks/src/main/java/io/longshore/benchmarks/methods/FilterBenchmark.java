// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.methods;

import io.longshore.api.filters.Filter;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** containerd's filter language. */
@State(Scope.Thread)
public class FilterBenchmark {
    private static final String TEXT = "topic~=|^/tasks/|,labels.\"a/b\"==some,namespace!=other";

    private final Filter filter = Filter.parse(TEXT);
    private final Map<List<String>, String> fields = Map.of(
            List.of("topic"), "/tasks/exit",
            List.of("labels", "a/b"), "some",
            List.of("namespace"), "default");

    @Benchmark
    public Object parse() {
        return Filter.parse(TEXT);
    }

    @Benchmark
    public boolean match() {
        return filter.matches(fields::get);
    }
}

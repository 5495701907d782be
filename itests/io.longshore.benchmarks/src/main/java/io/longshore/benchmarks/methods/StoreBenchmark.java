// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.methods;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.events.internal.JournalExchange;
import io.longshore.events.internal.Settings;
import io.longshore.metadata.internal.MetadataStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The store with five hundred containers, and the journal beside it. */
@State(Scope.Benchmark)
public class StoreBenchmark {
    private static final int CONTAINERS = 500;
    private static final Namespace NAMESPACE = new Namespace("bench");
    private static final ContainerId SOME = new ContainerId("container7");

    private final Path directory;
    private final JournalExchange events;
    private final MetadataStore store;
    private int made;

    public StoreBenchmark() {
        try {
            directory = Files.createTempDirectory("ls-");
        } catch (IOException e) {
            throw new IllegalStateException("no temporary directory", e);
        }
        events = JournalExchange.open(directory.resolve("events"), Settings.DEFAULT, Clock.systemUTC());
        store = MetadataStore.open(directory.resolve("metadata"), events, Clock.systemUTC());
    }

    @Setup
    public void fill() {
        for (int i = 0; i < CONTAINERS; i++) {
            make("container" + i);
        }
    }

    private Container make(String id) {
        ContainerId container = new ContainerId(id);
        OciSpec spec = OciSpec.builder(NAMESPACE, container)
                .rootfs(directory)
                .args("true")
                .build();
        return store.containers()
                .create(NAMESPACE, Container.builder(container, spec).build());
    }

    @Benchmark
    public Container get() {
        return store.containers().get(NAMESPACE, SOME);
    }

    @Benchmark
    public List<Container> list500() {
        return store.containers().list(NAMESPACE);
    }

    @Benchmark
    public Container createDurably() {
        return make("more" + made++);
    }

    @TearDown
    public void close() throws IOException {
        store.close();
        events.close();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import static io.longshore.metadata.internal.Examples.TEST;
import static io.longshore.metadata.internal.Examples.containerBuilder;
import static io.longshore.metadata.internal.Examples.id;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;

/** Writes until it is killed; a line on standard output for each change that was acknowledged. */
final class KilledProcess {
    private KilledProcess() {}

    public static void main(String[] args) throws InterruptedException {
        MetadataStore store = MetadataStore.open(Path.of(args[0]), new RecordingExchange(), Clock.systemUTC());
        PrintStream out = System.out;
        Thread[] writers = new Thread[4];
        for (int writer = 0; writer < writers.length; writer++) {
            String prefix = args[1] + "-" + writer + "-";
            writers[writer] = new Thread(() -> write(store, prefix, out), "writer-" + writer);
            writers[writer].start();
        }
        for (Thread writer : writers) {
            writer.join();
        }
    }

    private static void write(MetadataStore store, String prefix, PrintStream out) {
        for (int n = 0; ; n++) {
            String id = prefix + n;
            store.containers()
                    .create(
                            TEST,
                            containerBuilder(id).spec(Examples.bytes(500 + n)).build());
            out.println("created " + id);
            store.containers()
                    .update(TEST, containerBuilder(id).image("image-" + id).build(), Set.of("image"));
            out.println("updated " + id);
            if (n % 4 == 0) {
                store.containers().delete(TEST, id(id));
                out.println("deleted " + id);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.events.internal.JournalExchange;
import io.longshore.events.internal.Settings;
import io.longshore.metadata.internal.MetadataStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;

/** Makes, changes and removes container records until it is killed; a line for each change that was acknowledged. */
final class RecordWriter {
    private static final Namespace NAMESPACE = new Namespace("records");

    private RecordWriter() {}

    public static void main(String[] args) throws InterruptedException {
        JournalExchange events = JournalExchange.open(Path.of(args[0], "events"), Settings.DEFAULT, Clock.systemUTC());
        MetadataStore metadata = MetadataStore.open(Path.of(args[0], "metadata"), events, Clock.systemUTC());
        Thread[] writers = new Thread[4];
        for (int writer = 0; writer < writers.length; writer++) {
            String prefix = args[1] + "-" + writer + "-";
            writers[writer] = new Thread(() -> write(metadata, prefix), "writer-" + writer);
            writers[writer].start();
        }
        for (Thread writer : writers) {
            writer.join();
        }
    }

    private static void write(MetadataStore metadata, String prefix) {
        for (int n = 0; !System.out.checkError(); n++) {
            Container container = Container.builder(
                            new ContainerId(prefix + n), OciSpec.parse("{\"ociVersion\":\"1.0.2\"}"))
                    .build();
            metadata.containers().create(NAMESPACE, container);
            System.out.println("/containers/create " + container.id());
            metadata.containers()
                    .update(NAMESPACE, container.toBuilder().image("new").build(), Set.of("image"));
            System.out.println("/containers/update " + container.id());
            if (n % 2 == 0) {
                metadata.containers().delete(NAMESPACE, container.id());
                System.out.println("/containers/delete " + container.id());
            }
        }
    }
}

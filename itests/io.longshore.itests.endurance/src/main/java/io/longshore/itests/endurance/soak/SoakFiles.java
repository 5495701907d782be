// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.soak;

import java.nio.file.Path;

/**
 * What outlives a load that is killed.
 *
 * @param directory in which Longshore has its own
 */
record SoakFiles(Path directory) {
    /** The numbers of the events that were published for certain. */
    Path sent() {
        return directory.resolve("sent");
    }

    /** The events that the consumer was given, as {@link EventDiary} writes them. */
    Path received() {
        return directory.resolve("received");
    }

    /** A line for each operation that answered: the topic of its event, and the id. */
    Path done() {
        return directory.resolve("done");
    }

    Path log() {
        return directory.resolve("load.log");
    }
}

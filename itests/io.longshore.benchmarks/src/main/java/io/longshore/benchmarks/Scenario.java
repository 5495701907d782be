// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks;

import io.longshore.benchmarks.measure.Entry;
import java.util.List;

/** Something that contestants do side by side. */
public interface Scenario {
    /** What it is called on the command line. */
    String name();

    /** One line. */
    String about();

    /** That it takes with the ordinary number of rounds on two cores that have nothing else to do, about. */
    int seconds();

    /** Does it, and leaves nothing behind, also when it fails or is told to stop. */
    List<Entry> run(Stage stage) throws Exception;
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a runtime is, and has been, at one moment: for those who look after it. Immutable.
 *
 * @param configuration what is in effect, by configuration key, defaults included
 * @param programs what it calls, the OCI runtime first
 * @param missing what keeps containers from being run, as far as it is known: a line each, which says what to do; empty if nothing
 *     does. What becomes there later is used without a restart
 * @param operations a row for each kind of operation that is measured
 */
public record RuntimeStatus(
        SortedMap<String, String> configuration,
        HostPlatform platform,
        List<RuntimeProgram> programs,
        List<String> missing,
        List<OperationFigures> operations,
        RestoreResult restore) {
    public RuntimeStatus {
        configuration = Collections.unmodifiableSortedMap(new TreeMap<>(configuration));
        programs = List.copyOf(programs);
        missing = List.copyOf(missing);
        operations = List.copyOf(operations);
    }
}

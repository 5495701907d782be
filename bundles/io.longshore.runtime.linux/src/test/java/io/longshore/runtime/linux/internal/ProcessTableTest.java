// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import io.longshore.api.UnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTableTest {
    private static final ExecId ONE = new ExecId("one");

    @TempDir
    Path directory;

    private ProcessTable table;

    @BeforeEach
    void open() {
        table = new ProcessTable(new TaskKey(new Namespace("ns"), new ContainerId("web")), directory, Runnable::run);
    }

    @Test
    void idWithATraceOfAnotherProcessIsTaken() throws Exception {
        Files.writeString(directory.resolve("exec.one"), "told STARTED 14 4243");

        assertThatThrownBy(() -> table.reserve(ONE, 20))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessageContaining("exec.one");

        assertThat(directory.resolve("exec.one")).content().isEqualTo("told STARTED 14 4243");
        assertThat(table.traces()).containsOnlyKeys(ONE);
    }

    /** What is at the path then may be of the id's next task. */
    @Test
    void nothingIsRemovedAnyMoreWhenTheTaskIsDeleted() throws Exception {
        table.forget();
        Path tried = Files.writeString(directory.resolve("tried.one"), "2026-11-24T10:00:00Z");

        table.files().notTried(ONE);
        table.files().remove(ONE);

        assertThat(tried).exists();
    }

    @Test
    void idIsFreeAfterAReservationThatCouldNotBeWritten() throws Exception {
        Path full = directory.resolve(".exec.one.new");
        Files.createDirectories(full.resolve("full"));
        assertThatThrownBy(() -> table.reserve(ONE, 20)).isInstanceOf(UnavailableException.class);
        assertThat(directory.resolve("exec.one")).doesNotExist();

        Files.delete(full.resolve("full"));

        assertThat(table.reserve(ONE, 21).since()).isEqualTo(21);
    }
}

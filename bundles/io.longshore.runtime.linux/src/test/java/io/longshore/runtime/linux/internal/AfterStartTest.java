// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R17: nothing of a task comes before its start. */
class AfterStartTest {
    private static final TaskKey KEY = new TaskKey(RuntimeWithFakeShims.NS, RuntimeWithFakeShims.ID);

    private final TaskLife life = new TaskLife("task", TaskMoment.CREATED);
    private final List<Runnable> later = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final AfterStart afterStart = new AfterStart(KEY, life, (task, delay) -> later.add(task));
    private Runnable beforeTelling = () -> {};

    private void tell(String what) {
        beforeTelling.run();
        told.add(what);
    }

    @Test
    void whatHappensDuringAStartWaitsForItsEndInOrder() {
        life.beginStart();
        afterStart.run(() -> tell("one"));
        afterStart.run(() -> tell("two"));
        afterStart.startIsOver();
        assertThat(told).isEmpty();

        life.started(42, RuntimeWithFakeShims.NOW);
        afterStart.startIsOver();
        afterStart.startIsOver();

        assertThat(told).containsExactly("one", "two");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatCannotBeToldThenIsToldLaterAndHoldsUpNothing(boolean foreseen) {
        life.beginStart();
        afterStart.run(() -> tell("one"));
        afterStart.run(() -> told.add("two"));
        life.started(42, RuntimeWithFakeShims.NOW);
        beforeTelling = () -> {
            if (foreseen) {
                throw new UnavailableException("closed");
            }
            throw new NoClassDefFoundError("of a bundle that is gone");
        };

        afterStart.startIsOver();
        assertThat(told).containsExactly("two");

        beforeTelling = () -> {};
        assertThat(later).hasSize(1);
        later.get(0).run();
        assertThat(told).containsExactly("two", "one");
    }

    @Test
    void whoTellsAtAnotherTimeHearsThatItFailed() {
        beforeTelling = () -> {
            throw new UnavailableException("closed");
        };

        assertThatThrownBy(() -> afterStart.run(() -> tell("one"))).isInstanceOf(UnavailableException.class);
        assertThat(later).isEmpty();
    }
}

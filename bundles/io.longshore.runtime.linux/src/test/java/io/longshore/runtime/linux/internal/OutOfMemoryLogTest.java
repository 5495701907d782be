// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.UnavailableException;
import io.longshore.api.events.TaskEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R16: events of out-of-memory are delivered once, also by a shim's spool that offers them again. */
class OutOfMemoryLogTest extends RuntimeWithFakeShims {
    private static final TaskEvent.OutOfMemory OOM = new TaskEvent.OutOfMemory(NS, ID);

    @BeforeEach
    void start() {
        create().start();
    }

    private long told() {
        return events.topics().stream().filter("/tasks/oom"::equals).count();
    }

    @Test
    void eachIsToldOnce() {
        shims.sink.accept(OOM, "a");
        shims.sink.accept(OOM, "b");
        shims.sink.accept(OOM, "a");

        assertThat(told()).isEqualTo(2);
    }

    @Test
    void whatWasToldBeforeThisProcessIsNotToldAgain() {
        shims.sink.accept(OOM, "a");
        shims.sink.accept(OOM, "b");
        reopen();

        shims.sink.accept(OOM, "b");
        shims.sink.accept(OOM, "c");

        assertThat(told()).isEqualTo(3);
    }

    @Test
    void whatWasOnlyNotedIsTold() {
        shims.sink.accept(OOM, "a");
        events.before(event -> {
            throw new UnavailableException("the process ends here");
        });
        assertThatThrownBy(() -> shims.sink.accept(OOM, "b")).isInstanceOf(UnavailableException.class);
        events.before(event -> {});
        reopen();

        shims.sink.accept(OOM, "a");
        shims.sink.accept(OOM, "b");
        shims.sink.accept(OOM, "b");

        assertThat(told()).isEqualTo(2);
    }

    @Test
    void manyAreToldOnceAndTheFileStaysSmall() {
        for (int i = 0; i < 200; i++) {
            shims.sink.accept(OOM, "spooled-" + i);
        }

        assertThat(told()).isEqualTo(200);
        assertThat(directory.resolve("root/ns/web/ooms").toFile().length()).isLessThan(2000);
        shims.sink.accept(OOM, "spooled-199");
        assertThat(told()).isEqualTo(200);
    }
}

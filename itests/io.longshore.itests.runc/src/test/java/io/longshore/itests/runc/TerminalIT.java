// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Task;
import io.longshore.api.streams.TaskIo;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** A shell that somebody types into. */
@EveryShim
class TerminalIT {
    private static final String CTRL_C = "\u0003";
    private static final String CTRL_D = "\u0004";

    @Parameter
    private ShimKind kind;

    private Rig rig;
    private TaskIo io;
    private Task task;
    private Screen screen;

    @BeforeEach
    void open() throws Exception {
        rig = Rig.open(kind);
        ContainerId id =
                rig.container("shell", rig.spec("shell", "sh").terminal().build());
        io = rig.streams().open(rig.namespace(), id, null, StreamsIT.BOUNDED.withTerminal());
        task = rig.runtime().create(rig.namespace(), id, CreateOptions.with(io.stdio()));
        io.endsWith(task.exit());
        task.start();
        screen = new Screen(io.stdout());
    }

    @AfterEach
    void close() throws Exception {
        io.close();
        rig.close();
    }

    private void type(String text) throws IOException {
        io.stdin().write(text.getBytes(UTF_8));
    }

    @Test
    void sizeFollowsEveryChange() throws Exception {
        task.resizePty(100, 40);
        type("busybox stty size\n");
        screen.until("40 100");

        task.resizePty(91, 33);
        type("busybox stty size\n");
        screen.until("33 91");

        assertThatThrownBy(() -> task.resizePty(65_536, 1)).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> task.resizePty(80, -1)).isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void interruptKeyInterruptsWhatRunsInTheForegroundAndNotTheShell() throws Exception {
        type("sh -c 'echo be\"\"gun; sleep 1000'\n");
        screen.until("begun");

        type(CTRL_C);
        type("echo status $?\n");

        screen.until("status 130");
        type("exit 7\n");
        assertThat(task.exit().toCompletableFuture().get(30, SECONDS).status()).isEqualTo(7);
        assertThat(io.stderr().readAllBytes()).isEmpty();
        task.delete();
    }

    @Test
    void endOfInputKeyEndsTheShell() throws Exception {
        type("[ -t 0 ] && [ -t 1 ] && [ -t 2 ] && echo all of $((1 + 2)) are terminals of $TERM\n");
        screen.until("all of 3 are terminals of xterm");
        // before, the terminal has the settings for a program, and what is typed then is not what the shell reads now
        screen.until("/ # ");

        type(CTRL_D);

        assertThat(task.exit().toCompletableFuture().get(30, SECONDS).status()).isZero();
        assertThat(task.info().stdio().terminal()).isTrue();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.LongshoreException;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.posix.LinuxPosix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** Everything that input may come from and output may go to, except live streams. */
@EveryShim
class StdioIT {
    private static final int OWNER_ONLY = 0600;
    private static final String BOTH = "echo to stdout; echo to stderr >&2";

    @Parameter
    private ShimKind kind;

    private final LinuxPosix posix = new LinuxPosix();
    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = Rig.open(kind);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
        posix.close();
    }

    private Exit run(Stdio stdio, String script) throws Exception {
        ContainerId id = rig.container("it", "sh", "-c", script);
        Task task = rig.runtime().create(rig.namespace(), id, CreateOptions.with(stdio));
        task.start();
        task.exit().toCompletableFuture().get(30, SECONDS);
        return task.delete();
    }

    private Path file(String name) {
        return rig.directory().resolve(name);
    }

    private Path fifo(String name) {
        Path fifo = file(name);
        posix.mkfifo(fifo, OWNER_ONLY);
        return fifo;
    }

    private static String uri(Path file) {
        return "file://" + file;
    }

    @Test
    void nullStreamsAreTheNullDevice() throws Exception {
        Exit exit = run(
                Stdio.NULL,
                "for i in 0 1 2; do [ $(busybox readlink /proc/1/fd/$i) = /dev/null ] || exit 9; done;"
                        + " read x && exit 8; echo dropped && exit 4");

        assertThat(exit.status()).isEqualTo(4);
    }

    @Test
    void twoFilesGetAStreamEachAndAreAppendedTo() throws Exception {
        Files.writeString(file("out"), "before\n");

        run(new Stdio("", uri(file("out")), uri(file("err")), false), BOTH);

        assertThat(file("out")).hasContent("before\nto stdout");
        assertThat(file("err")).hasContent("to stderr");
        assertThat(Files.getPosixFilePermissions(file("err"))).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void oneStreamWithoutTheOtherIsDelivered() throws Exception {
        run(new Stdio("", uri(file("out")), "", false), BOTH);
        rig.containers().delete(rig.namespace(), new ContainerId("it"));
        run(new Stdio("", "", uri(file("err")), false), BOTH);

        assertThat(file("out")).hasContent("to stdout");
        assertThat(file("err")).hasContent("to stderr");
    }

    @Test
    void fileAndFifoGoTogether() throws Exception {
        Path fifo = fifo("fifo");

        assertThat(run(new Stdio("", uri(file("out")), fifo.toString(), false), BOTH + "; exit 3")
                        .status())
                .isEqualTo(3);

        assertThat(file("out")).hasContent("to stdout");
    }

    @Test
    void clientThatNeverComesHoldsUpNobody() throws Exception {
        Stdio stdio = new Stdio(
                fifo("in").toString(), fifo("out").toString(), fifo("err").toString(), false);

        assertThat(run(stdio, BOTH + "; exit 3").status()).isEqualTo(3);

        assertThat(rig.leftovers()).isEmpty();
    }

    @Test
    void clientOfAnAddedProcessThatNeverComesHoldsUpNobody() throws Exception {
        Task task = rig.task("host", "sleep", "1000");
        task.start();
        TaskProcess process = task.exec(
                new ExecId("more"),
                ExecOptions.of("sh", "-c", BOTH + "; exit 3")
                        .withStdio(new Stdio(
                                fifo("in").toString(),
                                fifo("out").toString(),
                                fifo("err").toString(),
                                false)));

        process.start();

        assertThat(process.exit().toCompletableFuture().get(30, SECONDS).status())
                .isEqualTo(3);
        process.delete();
    }

    @Test
    void fifoThatIsNotThereIsRefused() {
        ContainerId id = rig.container("it", "true");
        Stdio stdio = new Stdio("", file("nowhere").toString(), file("nowhere").toString(), false);

        assertThatThrownBy(() -> rig.runtime().create(rig.namespace(), id, CreateOptions.with(stdio)))
                .isInstanceOf(LongshoreException.class)
                .hasMessageContaining("nowhere");

        assertThat(rig.leftovers()).isEmpty();
    }

    @Test
    void loggerIsRunWithItsArgumentsAndGetsBothStreams() throws Exception {
        Path logger = file("logger");
        Files.writeString(logger, """
                #!/bin/sh
                PATH=/usr/bin:/bin
                cd '%s'
                echo "$CONTAINER_NAMESPACE $CONTAINER_ID $*" > logged-for
                exec 5>&-
                cat <&3 > logged-out &
                cat <&4 > logged-err &
                wait
                """.formatted(rig.directory()));
        Files.setPosixFilePermissions(logger, PosixFilePermissions.fromString("rwx------"));
        String uri = "binary://" + logger + "?level=high";

        assertThat(run(new Stdio("", uri, uri, false), BOTH + "; exit 3").status())
                .isEqualTo(3);

        assertThat(file("logged-out")).hasContent("to stdout");
        assertThat(file("logged-err")).hasContent("to stderr");
        assertThat(file("logged-for")).hasContent(rig.namespace() + " it level high");
        assertThat(rig.leftovers()).isEmpty();
    }

    @Test
    void loggerGetsTheFirstValueOfEachKeyAndAnEmptyOneOfAKeyWithout() throws Exception {
        Path logger = file("logger");
        Files.writeString(logger, """
                #!/bin/sh
                PATH=/usr/bin:/bin
                printf '[%%s]' "$@" > '%s'
                exec 5>&-
                cat <&3
                """.formatted(file("arguments")));
        Files.setPosixFilePermissions(logger, PosixFilePermissions.fromString("rwx------"));
        for (String query : List.of("key=one&key=two", "a%20flag&a%20flag=x", "&a;b=c&k=v")) {
            String uri = "binary://" + logger + "?" + query;
            run(new Stdio("", uri, uri, false), "echo hello");
            Files.writeString(file("all"), Files.readString(file("arguments")) + "\n", CREATE, APPEND);
            rig.containers().delete(rig.namespace(), new ContainerId("it"));
        }

        assertThat(file("all")).hasContent("[key][one]\n[a flag][]\n[k][v]");
    }

    @Test
    void fileIsNamedAsItIsWrittenAndNothingOfItIsAnEscape() throws Exception {
        run(new Stdio("", uri(file("100%25 out")), uri(file("?err")), false), BOTH);

        assertThat(file("100%25 out")).hasContent("to stdout");
        assertThat(file("?err")).hasContent("to stderr");
    }

    @Test
    void oneFileForBothGetsBoth() throws Exception {
        run(Stdio.toFile(file("both")), BOTH + "; exec >&-; echo later >&2");

        assertThat(Files.readAllLines(file("both"))).containsExactlyInAnyOrder("to stdout", "to stderr", "later");
    }

    @Test
    void loggerThatIsNotThereIsRefused() {
        ContainerId id = rig.container("it", "true");
        String uri = "binary://" + file("no-such-logger");

        assertThatThrownBy(() ->
                        rig.runtime().create(rig.namespace(), id, CreateOptions.with(new Stdio("", uri, uri, false))))
                .isInstanceOf(LongshoreException.class)
                .hasMessageContaining("no-such-logger");

        assertThat(rig.leftovers()).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.UnavailableException;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.LinuxPosix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who shares a shim, with bundles that an earlier run may have left. */
class EarlierUsesTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Path PROGRAM = Path.of("containerd-shim-runc-v2");
    private static final int OTHERS = 500;

    @TempDir
    Path state;

    private final LinuxPosix posix = new LinuxPosix();
    private final ShimGroups groups = new ShimGroups();

    @AfterEach
    void close() {
        posix.close();
    }

    private ShimLaunch launch(String id, String group) throws Exception {
        Path bundle = Files.createDirectories(state.resolve("ns").resolve(id));
        return new ShimLaunch(
                new Namespace("ns"),
                new ContainerId(id),
                bundle,
                state,
                PROGRAM.toString(),
                RuncOptions.NONE,
                "",
                false,
                group,
                null);
    }

    /** A task whose shim runs. */
    private ShimLaunch earlier(String id, String group) throws Exception {
        ShimLaunch launch = launch(id, group);
        V2Bundle.of(launch).prepare(group, PROGRAM, posix);
        V2Bundle.of(launch).write(new Bootstrap(2, state.resolve("socket-of-" + group)));
        return launch;
    }

    private ShimLaunch joined(String id, String group) throws Exception {
        ShimLaunch launch = launch(id, group);
        groups.join(launch, LONG);
        V2Bundle.of(launch).prepare(group, PROGRAM, posix);
        groups.listens(launch, state.resolve("socket-of-" + (group.isEmpty() ? id : group)));
        return launch;
    }

    private boolean endsShim(ShimLaunch launch) {
        return groups.leave(launch, LONG, () -> {});
    }

    @Test
    void tasksOfAnEarlierRunCountBeforeAndAfterTheyAreFoundAgain() throws Exception {
        ShimLaunch a = earlier("a", "g");
        ShimLaunch b = earlier("b", "g");
        ShimLaunch c = earlier("c", "g");
        earlier("d", "other");

        groups.join(a, LONG);
        assertThat(endsShim(a)).isFalse();
        groups.join(b, LONG);
        assertThat(endsShim(c)).isFalse();
        assertThat(endsShim(b)).isTrue();
    }

    @Test
    void endOfATaskReadsNothingOfTheOthersHoweverManyThereAre() throws Exception {
        ShimLaunch first = joined("first", "g");
        ShimLaunch alone = joined("alone", "");
        List<ShimLaunch> others = new ArrayList<>();
        for (int i = 0; i < OTHERS; i++) {
            others.add(joined("other" + i, i % 2 == 0 ? "" : "h" + i));
        }
        // it is read now
        assertThat(endsShim(joined("before", ""))).isTrue();
        for (ShimLaunch other : others) {
            // whoever reads it is told that it cannot be read
            Files.delete(other.bundle().resolve(".joined"));
            Files.createDirectory(other.bundle().resolve(".joined"));
        }

        assertThat(endsShim(first)).isTrue();
        assertThat(endsShim(alone)).isTrue();
        // as it would be told to another run
        assertThatThrownBy(() -> new ShimGroups().leave(first, LONG, () -> {}))
                .isInstanceOf(UnavailableException.class);
    }

    @Test
    void bundleThatCannotBeReadKeepsNoOtherTaskFromBeingFoundAgain() throws Exception {
        ShimLaunch a = earlier("a", "g");
        Files.createDirectories(launch("broken", "g").bundle().resolve(".joined"));

        groups.join(a, LONG);

        // perhaps that one needs it
        assertThatThrownBy(() -> endsShim(a)).isInstanceOf(UnavailableException.class);
        Files.delete(launch("broken", "g").bundle().resolve(".joined"));
        assertThat(endsShim(a)).isTrue();
    }

    @Test
    void tasksOfThisRunAreNotTakenForThoseOfAnEarlierOne() throws Exception {
        ShimLaunch a = joined("a", "g");
        ShimLaunch b = joined("b", "g");
        groups.listens(b, state.resolve("elsewhere"));

        assertThat(endsShim(a)).isTrue();
        assertThat(endsShim(b)).isTrue();
    }

    @Test
    void whatWasTidiedUpByHandCountsNoMore() throws Exception {
        ShimLaunch a = earlier("a", "g");
        ShimLaunch b = earlier("b", "g");
        groups.join(a, LONG);

        V2Bundle.of(b).leave();

        assertThat(endsShim(a)).isTrue();
    }

    @Test
    void whoLeavesTellsThoseThatAreAboutToJoinWhichShimItIs() throws Exception {
        ProcessIdentity shim =
                ProcessIdentity.of((int) ProcessHandle.current().pid()).orElseThrow();
        ShimLaunch founder = joined("founder", "g");
        V2Bundle.of(founder).write(new Bootstrap(2, state.resolve("socket-of-g")));
        V2Bundle.of(founder).write(shim);
        ShimLaunch ofEarlierRun = launch("joiner", "g");
        ShimLaunch joins = launch("joins", "g");
        groups.join(joins, LONG);
        V2Bundle.of(joins).prepare("g", PROGRAM, posix);

        assertThat(endsShim(founder)).isFalse();

        assertThat(V2Bundle.of(joins).shims()).containsExactly(new LeftShim(shim, state.resolve("socket-of-g")));
        assertThat(V2Bundle.of(ofEarlierRun).shims()).isEmpty();
        // its program has found another
        V2Bundle.of(joins).write(new Bootstrap(2, state.resolve("another")));
        assertThat(V2Bundle.of(joins).shims()).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc.death;

import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Where the process is killed. */
final class Steps {
    private static final String RUNTIME = "io.longshore.runtime.linux.internal.";
    private static final String SHIM = "io.longshore.shim.remote.internal.";
    private static final String EVENTS = "io.longshore.events.internal.";
    private static final String METADATA = "io.longshore.metadata.internal.";

    private final ShimKind kind;

    private Steps(ShimKind kind) {
        this.kind = kind;
    }

    /**
     * Between any two steps that leave something behind: with each kind of shim where that can matter, else with one of them,
     * in turn.
     */
    static Stream<Step> named() {
        List<List<Step>> ofKinds = ShimKind.withProcess()
                .map(kind -> new Steps(kind).all().toList())
                .toList();
        List<Step> named = new ArrayList<>();
        for (int kind = 0; kind < ofKinds.size(); kind++) {
            int turn = 0;
            for (Step step : ofKinds.get(kind)) {
                if (dependsOnTheShim(step) || turn++ % ofKinds.size() == kind) {
                    named.add(step);
                }
            }
        }
        return named.stream();
    }

    private static boolean dependsOnTheShim(Step step) {
        boolean shimAnswersInTime = step.scenario() == Scenario.LIFE || step.scenario() == Scenario.ENDS;
        return !shimAnswersInTime || step.type().startsWith(SHIM);
    }

    private Stream<Step> all() {
        return Stream.of(
                        of(Scenario.LIFE, "container", METADATA, "Publisher.publish"),
                        of(
                                Scenario.LIFE,
                                "create",
                                RUNTIME,
                                "OciBundle.createWorkDirectory",
                                "OciBundle.createDirectory",
                                "TaskRecordFile.create"),
                        ofKind(
                                ShimKind.V1,
                                Scenario.LIFE,
                                "create",
                                "V1Start.start",
                                "V1Command.joinCgroup",
                                "V1Files.write"),
                        ofKind(
                                ShimKind.V2,
                                Scenario.LIFE,
                                "create",
                                "V2Start.start",
                                "V2Command.start",
                                "Bootstrap.parse",
                                "V2Bundle.write",
                                "V2Start.settle",
                                "ProcessIdentity.write"),
                        of(Scenario.LIFE, "create", SHIM, "RemoteShim.create"),
                        of(Scenario.LIFE, "create", RUNTIME, "TaskLife.pid", "TaskRegistry.put"),
                        of(Scenario.LIFE, "create", EVENTS, "JournalExchange.publish"),
                        of(Scenario.LIFE, "create", RUNTIME, "TaskRecord.told", "TaskLife.created"),
                        of(Scenario.LIFE, "start", RUNTIME, "TaskLife.beginStart", "TaskRecord.started"),
                        of(Scenario.LIFE, "start", SHIM, "RemoteShim.start"),
                        of(Scenario.LIFE, "start", EVENTS, "JournalExchange.publish"),
                        // of the intent, then of the creation
                        of(Scenario.LIFE, "create", RUNTIME, "AmendedFile.replace", "TaskRecordFile.note"),
                        of(Scenario.LIFE, "start", RUNTIME, "AmendedFile.amend"),
                        of(Scenario.LIFE, "exec", RUNTIME, "Durably.syncDirectory"),
                        of(Scenario.LIFE, "exit", RUNTIME, "AmendedFile.amend"),
                        // that it is being started, then that this was told
                        of(Scenario.LIFE, "start", RUNTIME, "TaskRecordFile.note")
                                .flatMap(step -> Stream.of(step, step.hit(2))),
                        of(Scenario.ENDS, "start", RUNTIME, "TaskRecordFile.note")
                                .map(step -> step.hit(2)),
                        of(
                                Scenario.ENDS,
                                "start",
                                RUNTIME,
                                "TaskStart.finish",
                                "TaskRecord.started",
                                "TaskHistory.tell",
                                "TaskLife.started"),
                        of(Scenario.ENDS, "start", EVENTS, "JournalExchange.publish"),
                        of(
                                Scenario.LIFE,
                                "exec",
                                RUNTIME,
                                "ProcessTable.reserve",
                                "ProcessTable.put",
                                "ProcessFiles.note",
                                "ProcessSources.watch"),
                        of(Scenario.LIFE, "exec", SHIM, "RemoteShim.exec"),
                        of(Scenario.LIFE, "exec", EVENTS, "JournalExchange.publish"),
                        of(Scenario.LIFE, "exec start", SHIM, "RemoteShim.start"),
                        of(Scenario.LIFE, "exec start", EVENTS, "JournalExchange.publish"),
                        of(
                                Scenario.LIFE,
                                "exec start",
                                RUNTIME,
                                "ProcessFiles.tried",
                                "TaskLife.started",
                                "ProcessExit.tell"),
                        // its start, then its exit
                        of(Scenario.LIFE, "exec start", RUNTIME, "ProcessFiles.note")
                                .flatMap(step -> Stream.of(step, step.hit(2))),
                        of(Scenario.LIFE, "exec start", EVENTS, "JournalExchange.publish")
                                .map(step -> step.hit(2)),
                        of(Scenario.LIFE, "exec delete", SHIM, "RemoteShim.deleteProcess"),
                        of(Scenario.LIFE, "exec delete", RUNTIME, "ProcessTable.remove"),
                        of(
                                Scenario.LIFE,
                                "exit",
                                RUNTIME,
                                "ExitSources.exited",
                                "TaskRecord.exited",
                                "TaskRecord.told"),
                        of(Scenario.LIFE, "exit", EVENTS, "JournalExchange.publish"),
                        of(Scenario.LIFE, "delete", SHIM, "RemoteShim.delete", "RemoteShim.end"),
                        ofKind(ShimKind.V2, Scenario.LIFE, "delete", "V2Ending.askToEnd", "V2Sockets.remove"),
                        of(
                                Scenario.LIFE,
                                "delete",
                                RUNTIME,
                                "OciBundle.deleteDirectory",
                                "OciBundle.deleteWorkDirectory",
                                "TaskLife.deleted"),
                        // first the rootfs, then the bundle, then the work directory
                        of(Scenario.LIFE, "delete", RUNTIME, "DirectoryTree.deleteNow")
                                .flatMap(step -> Stream.of(step.hit(2), step.hit(3))),
                        of(Scenario.LIFE, "delete", EVENTS, "JournalExchange.publish"),
                        of(Scenario.LIFE, "container delete", METADATA, "Publisher.publish"),
                        of(Scenario.FORCE, "force", SHIM, "RemoteShim.kill", "RemoteShim.delete"),
                        of(Scenario.FORCE, "force", RUNTIME, "ProcessSources.exited"),
                        of(Scenario.FORCE, "force", EVENTS, "JournalExchange.publish", "Journal.append"),
                        of(
                                Scenario.SHIM_LOSS,
                                "shim loss",
                                RUNTIME,
                                "TaskRemoval.afterShimLoss",
                                "Wreckage.unmount",
                                "TaskRecord.exited",
                                "TaskEnding.forget",
                                "TaskLife.deleted"),
                        ofKind(
                                ShimKind.V2,
                                Scenario.SHIM_LOSS,
                                "shim loss",
                                "V2Remains.reclaim",
                                "V2Remains.kill",
                                "V2Remains.deleteContainer",
                                "V2Command.delete"),
                        ofKind(
                                ShimKind.V2,
                                Scenario.GROUP,
                                "join",
                                "ShimGroups.join",
                                "V2Bundle.prepare",
                                "V2Command.start",
                                "Bootstrap.parse",
                                "ShimGroups.listens",
                                "ProcessIdentity.write",
                                "RemoteShim.create"),
                        ofKind(
                                ShimKind.V2,
                                Scenario.GROUP,
                                "leave",
                                "V2Ending.end",
                                "V2Bundle.leave",
                                "LeavingTask.of",
                                "ShimContact.close"),
                        ofKind(
                                ShimKind.V2,
                                Scenario.GROUP,
                                "last",
                                "LeavingTask.of",
                                "V2Ending.askToEnd",
                                "V2Sockets.remove",
                                "ShimLogs.forget"),
                        of(
                                Scenario.RESTORE,
                                "open",
                                RUNTIME,
                                "TaskRestore.list",
                                "TaskRestore.look",
                                "TaskEnding.cleanUp",
                                "TaskHistory.tell",
                                "TaskHistory.deleted"))
                .flatMap(steps -> steps);
    }

    /** None if this is another kind. */
    private Stream<Step> ofKind(ShimKind only, Scenario scenario, String phase, String... methods) {
        return kind == only ? of(scenario, phase, SHIM, methods) : Stream.of();
    }

    private Stream<Step> of(Scenario scenario, String phase, String prefix, String... methods) {
        return Arrays.stream(methods).map(method -> {
            int dot = method.indexOf('.');
            return Step.at(kind, scenario, phase, prefix + method.substring(0, dot), method.substring(dot + 1));
        });
    }

    /**
     * Every line that an undisturbed run of each scenario passes in these bundles, without those before which nothing outside
     * the process has changed; none unless wanted.
     */
    static Stream<Step> everyLine(boolean wanted) throws Exception {
        List<Step> all = new ArrayList<>();
        if (wanted) {
            for (ShimKind kind : ShimKind.withProcess().toList()) {
                for (Scenario scenario : Scenario.values()) {
                    if (scenario.isOf(kind)) {
                        all.addAll(lines(kind, scenario));
                    }
                }
            }
        }
        return all.stream();
    }

    private static List<Step> lines(ShimKind kind, Scenario scenario) throws Exception {
        List<Step> passed = new ArrayList<>();
        try (Rig rig = Rig.open(kind)) {
            DeathAtEachStepIT.prepare(scenario, rig);
            rig.restartAfter(() -> {
                DeathAtEachStepIT.meanwhile(scenario, rig);
                try (DoomedProcess process = DoomedProcess.start(kind, scenario, rig.directory())) {
                    process.trace(kind, scenario, List.of(RUNTIME, SHIM, EVENTS, METADATA), () -> outside(rig)).stream()
                            .filter(step -> scenario.phases().contains(step.phase()))
                            .forEach(passed::add);
                }
            });
        }
        return passed;
    }

    private static String outside(Rig rig) throws IOException {
        StringBuilder found = new StringBuilder();
        try (Stream<Path> files = Files.walk(rig.directory())) {
            found.append(rig.leftovers());
            for (Path file : files.sorted().toList()) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && !file.endsWith(Doomed.LOG_FILE)) {
                    found.append(file).append(Files.size(file)).append(Files.getLastModifiedTime(file));
                }
            }
        } catch (NoSuchFileException | UncheckedIOException e) {
            // a shim removes files, too; at the next line it has done so
            found.append(e.getMessage());
        }
        return found.toString();
    }
}

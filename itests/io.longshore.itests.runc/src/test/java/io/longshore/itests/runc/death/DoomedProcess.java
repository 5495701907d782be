// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc.death;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.Bootstrap;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.Location;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.StringReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A JVM that runs {@link Doomed} under a debugger, which stops all its threads at a step; then it is killed. */
final class DoomedProcess implements AutoCloseable {
    private static final int EVERY_TIME = 0;
    private static final long EVENT_MILLIS = 60_000;
    private static final String ANNOUNCEMENT = "Listening for transport dt_socket at address: ";

    private final Process process;
    private final VirtualMachine machine;
    private final Path log;

    private DoomedProcess(Process process, VirtualMachine machine, Path log) {
        this.process = process;
        this.machine = machine;
        this.log = log;
    }

    /** Starts it; it stands still before its first instruction. */
    static DoomedProcess start(ShimKind kind, Scenario scenario, Path directory) throws IOException {
        return start(kind, scenario, directory, DoomedClasses.ordinary());
    }

    /** @param classes the options that say where it has its classes from */
    static DoomedProcess start(ShimKind kind, Scenario scenario, Path directory, List<String> classes)
            throws IOException {
        Path log = directory.resolve(Doomed.LOG_FILE);
        List<String> options = new ArrayList<>(classes);
        options.add("-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:0");
        Process process = new ProcessBuilder(command(options, kind, scenario, directory))
                .redirectError(log.toFile())
                .start();
        try {
            BufferedReader output = process.inputReader(StandardCharsets.US_ASCII);
            String line = output.readLine();
            if (line == null || !line.startsWith(ANNOUNCEMENT)) {
                throw new IOException("the process said: " + line + "\n" + Files.readString(log));
            }
            return new DoomedProcess(process, attach(line.substring(ANNOUNCEMENT.length())), log);
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    static List<String> command(List<String> options, ShimKind kind, Scenario scenario, Path directory) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:+UseSerialGC");
        command.addAll(options);
        command.addAll(List.of(Doomed.class.getName(), directory.toString(), scenario.name(), kind.name()));
        return command;
    }

    private static VirtualMachine attach(String port) throws IOException {
        AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(candidate -> candidate.name().equals("com.sun.jdi.SocketAttach"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(port);
        try {
            return connector.attach(arguments);
        } catch (IllegalConnectorArgumentsException e) {
            throw new IOException(e);
        }
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /** Returns whether the step was reached, where the process was killed; else it has ended by itself. */
    boolean killAt(Step step) throws Exception {
        prepareOf(Doomed.class.getName());
        prepareOf(step.type());
        List<BreakpointRequest> armed = new ArrayList<>();
        boolean[] inPhase = {false};
        boolean reached = handle(event -> {
            if (event instanceof ClassPrepareEvent prepared) {
                if (prepared.referenceType().name().equals(step.type())) {
                    if (inPhase[0]) {
                        arm(prepared.referenceType(), step, armed);
                    }
                } else {
                    stopAtPhases(prepared.referenceType());
                }
            } else if (event instanceof BreakpointEvent stopped) {
                if (!armed.contains(stopped.request())) {
                    inPhase[0] = phase(stopped).equals(step.phase());
                    machine.eventRequestManager().deleteEventRequests(armed);
                    armed.clear();
                    if (inPhase[0]) {
                        machine.classesByName(step.type()).forEach(type -> arm(type, step, armed));
                    }
                    return false;
                }
                return true;
            }
            return false;
        });
        if (reached) {
            process.destroyForcibly();
        }
        awaitEnd();
        return reached;
    }

    /** Lets it run, and kills it when the action has returned. */
    void killAfter(Rig.ThrowingRunnable action) throws Exception {
        machine.dispose();
        action.run();
        process.destroyForcibly();
        awaitEnd();
    }

    /**
     * Lets it run to its end, and tells the lines of these packages that it came by, in the order of their first time in a
     * phase.
     *
     * @param outside looks at what would be found after a kill; a line before which that is as it was at the line before is
     *     left out
     */
    Set<Step> trace(ShimKind kind, Scenario scenario, List<String> packages, Callable<String> outside)
            throws Exception {
        prepareOf(Doomed.class.getName());
        packages.forEach(name -> prepareOf(name + "*"));
        List<BreakpointRequest> everywhere = new ArrayList<>();
        Set<Step> passed = new LinkedHashSet<>();
        String[] phase = {""};
        String[] last = {""};
        handle(event -> {
            if (event instanceof ClassPrepareEvent prepared) {
                if (prepared.referenceType().name().equals(Doomed.class.getName())) {
                    stopAtPhases(prepared.referenceType());
                } else {
                    stopEverywhere(prepared.referenceType(), everywhere);
                }
            } else if (event instanceof BreakpointEvent stopped) {
                if (everywhere.contains(stopped.request())) {
                    Location at = stopped.location();
                    String now = outside.call();
                    if (!now.equals(last[0])) {
                        passed.add(new Step(
                                kind,
                                scenario,
                                phase[0],
                                at.declaringType().name(),
                                at.method().name(),
                                at.lineNumber(),
                                1));
                    }
                    last[0] = now;
                    stopped.request().disable();
                } else {
                    phase[0] = phase(stopped);
                    everywhere.forEach(EventRequest::enable);
                }
            }
            return false;
        });
        awaitEnd();
        return passed;
    }

    private void awaitEnd() throws Exception {
        if (!process.waitFor(EVENT_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the process does not end\n" + log());
        }
    }

    /** Something that is done with each event; true ends it, with the process standing still. */
    private interface Handler {
        boolean handle(Event event) throws Exception;
    }

    private boolean handle(Handler handler) throws Exception {
        while (true) {
            EventSet events = machine.eventQueue().remove(EVENT_MILLIS);
            if (events == null) {
                throw new AssertionError("nothing happens in the process\n" + log());
            }
            for (Event event : events) {
                if (event instanceof VMDisconnectEvent) {
                    return false;
                }
                if (handler.handle(event)) {
                    return true;
                }
            }
            events.resume();
        }
    }

    private void prepareOf(String types) {
        ClassPrepareRequest request = machine.eventRequestManager().createClassPrepareRequest();
        request.addClassFilter(types);
        request.setSuspendPolicy(EventRequest.SUSPEND_ALL);
        request.enable();
    }

    private void stopAtPhases(ReferenceType doomed) {
        stopAt(doomed.methodsByName("phase").get(0).location(), EVERY_TIME);
    }

    private void arm(ReferenceType type, Step step, List<BreakpointRequest> armed) {
        if (step.line() > 0) {
            try {
                type.locationsOfLine(step.line()).stream()
                        .filter(place -> place.method().name().equals(step.method()))
                        .limit(1)
                        .forEach(place -> armed.add(stopAt(place, step.hit())));
            } catch (AbsentInformationException e) {
                throw new IllegalStateException(type + " was compiled without line numbers", e);
            }
        } else {
            for (Method method : type.methodsByName(step.method())) {
                if (method.location() != null) {
                    armed.add(stopAt(method.location(), step.hit()));
                }
            }
        }
    }

    private void stopEverywhere(ReferenceType type, List<BreakpointRequest> requests) {
        try {
            Set<String> seen = new LinkedHashSet<>();
            for (Location place : type.allLineLocations()) {
                boolean own = place.declaringType().equals(type);
                if (own && seen.add(place.method() + ":" + place.lineNumber())) {
                    requests.add(stopAt(place, EVERY_TIME));
                }
            }
        } catch (AbsentInformationException e) {
            // an interface without code has no lines
        }
    }

    private BreakpointRequest stopAt(Location place, int hit) {
        BreakpointRequest request = machine.eventRequestManager().createBreakpointRequest(place);
        if (hit != EVERY_TIME) {
            request.addCountFilter(hit);
        }
        request.setSuspendPolicy(EventRequest.SUSPEND_ALL);
        request.enable();
        return request;
    }

    private static String phase(BreakpointEvent stopped) throws IncompatibleThreadStateException {
        return ((StringReference) stopped.thread().frame(0).getArgumentValues().get(0)).value();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM with a {@link Load}; closing it ends it in order, as the end of the process that started it would. */
final class LoadProcess implements AutoCloseable {
    private static final long KILL_SECONDS = 30;
    private static final long STOP_MINUTES = 6;

    private final Process process;
    private final Thread reader;

    // guarded by this
    private final List<Sample> samples = new ArrayList<>();

    // guarded by this
    private final List<String> wrong = new ArrayList<>();

    // guarded by this
    private boolean stopped;

    private LoadProcess(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "soak-reader");
        reader.setDaemon(true);
        reader.start();
    }

    static LoadProcess start(SoakFiles files) throws IOException {
        // a session of its own, so that Ctrl-C reaches us alone, who stop it in order
        return new LoadProcess(new ProcessBuilder(
                        "setsid",
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dorg.slf4j.simpleLogger.showDateTime=true",
                        "-Djdk.lang.Process.launchMechanism=VFORK",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Load.class.getName(),
                        files.directory().toString())
                .redirectError(ProcessBuilder.Redirect.appendTo(files.log().toFile()))
                .start());
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                take(line);
            }
        } catch (IOException e) {
            // killed while it was saying something
            take(process.isAlive() ? Load.WRONG + e : "");
        }
    }

    private synchronized void take(String line) {
        if (Sample.isOne(line)) {
            samples.add(Sample.parse(line));
        } else if (line.startsWith(Load.WRONG)) {
            wrong.add(line);
        } else if (line.equals(Load.STOPPED)) {
            stopped = true;
        }
    }

    synchronized List<Sample> samples() {
        return List.copyOf(samples);
    }

    synchronized List<String> wrong() {
        return List.copyOf(wrong);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** By SIGKILL, in the midst of everything. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(KILL_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the load cannot be killed");
        }
        reader.join(TimeUnit.SECONDS.toMillis(KILL_SECONDS));
    }

    /** Returns whether it has ended in order. */
    boolean stop() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(STOP_MINUTES, TimeUnit.MINUTES)) {
            kill();
            return false;
        }
        reader.join(TimeUnit.SECONDS.toMillis(KILL_SECONDS));
        synchronized (this) {
            return stopped && process.exitValue() == 0;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

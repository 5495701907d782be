// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.CancelledException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a program for its version. */
final class ProgramVersion {
    private static final Logger LOG = LoggerFactory.getLogger(ProgramVersion.class);
    private static final int MAX_BYTES = 8192;

    /** As containerd's programs say it. */
    private static final Pattern VERSION = Pattern.compile("(?m)^\\s*Version:\\s*(\\S.*)$");

    private ProgramVersion() {}

    /** Empty if it does not say, or not within this time: then it is killed. */
    static String ask(Path program, String option, Duration atMost) {
        Process process;
        try {
            process = new ProcessBuilder(program.toString(), option)
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .start();
        } catch (IOException e) {
            LOG.debug("{} cannot be started", program, e);
            return "";
        }
        try {
            return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0
                    ? version(process)
                    : "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted while " + program + " was asked for its version", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** It has ended: no more comes than is there, and a child of it that lives on is not waited for. */
    private static String version(Process ended) {
        try (InputStream output = ended.getInputStream()) {
            byte[] said = output.readNBytes(Math.min(output.available(), MAX_BYTES));
            Matcher match = VERSION.matcher(new String(said, StandardCharsets.UTF_8));
            return match.find() ? match.group(1).strip() : "";
        } catch (IOException e) {
            LOG.debug("what {} says cannot be read", ended, e);
            return "";
        }
    }
}

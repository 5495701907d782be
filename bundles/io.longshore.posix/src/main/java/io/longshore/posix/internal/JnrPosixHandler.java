// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import io.longshore.posix.PosixException;
import java.io.File;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import jnr.constants.platform.Errno;
import jnr.posix.POSIXHandler;

/** What jnr-posix asks of whom it works for: its errors become ours, and it has no say on our standard streams. */
final class JnrPosixHandler implements POSIXHandler {

    private final PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    @Override
    public void error(Errno error, String argument) {
        throw new PosixException("call", argument, error.intValue());
    }

    @Override
    public void error(Errno error, String call, String argument) {
        throw new PosixException(call, argument, error.intValue());
    }

    @Override
    public void unimplementedError(String call) {
        throw new PosixException(call, "", Errno.ENOSYS.intValue());
    }

    /** Only warns that a call of its Java fallback does nothing, which we never load. */
    @Override
    public void warn(WARNING_ID id, String message, Object... data) {}

    @Override
    public boolean isVerbose() {
        return false;
    }

    @Override
    public File getCurrentWorkingDirectory() {
        return new File("").getAbsoluteFile();
    }

    @Override
    public String[] getEnv() {
        return System.getenv().entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toArray(String[]::new);
    }

    @Override
    public InputStream getInputStream() {
        return InputStream.nullInputStream();
    }

    @Override
    public PrintStream getOutputStream() {
        return nowhere;
    }

    @Override
    public PrintStream getErrorStream() {
        return nowhere;
    }

    @Override
    public int getPID() {
        return (int) ProcessHandle.current().pid();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

/** The kernel refused a call. Decide by {@link #errno()}; the message is for people. */
public final class PosixException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String call;
    private final String argument;
    private final int number;

    /**
     * For those who make the call.
     *
     * @param argument the path, or what else the call was about
     * @param number what the kernel answered
     */
    public PosixException(String call, String argument, int number) {
        super(call + " " + argument + ": " + Errno.of(number) + " (" + number + ")");
        this.call = call;
        this.argument = argument;
        this.number = number;
    }

    /** The kernel's reason. */
    public Errno errno() {
        return Errno.of(number);
    }

    /** The kernel's reason as its number, also when {@link #errno()} is {@link Errno#OTHER}. */
    public int number() {
        return number;
    }

    /** The system call, {@code mkfifo} for example. */
    public String call() {
        return call;
    }

    /** The path, or what else the call was about. */
    public String argument() {
        return argument;
    }
}

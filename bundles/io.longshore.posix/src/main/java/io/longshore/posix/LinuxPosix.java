// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

import io.longshore.posix.internal.CString;
import io.longshore.posix.internal.Descriptors;
import io.longshore.posix.internal.Kernel;
import io.longshore.posix.internal.LinuxFd;
import io.longshore.posix.internal.LinuxFdReceiver;
import io.longshore.posix.internal.LinuxPidFd;
import io.longshore.posix.internal.ProcessStart;
import io.longshore.posix.internal.Readiness;
import io.longshore.posix.internal.SetsidStart;
import io.longshore.posix.internal.SignalMask;
import io.longshore.posix.internal.SpawnStart;
import io.longshore.posix.internal.TransferBuffers;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * The calls on Linux with a 64-bit x86 or ARM processor.
 *
 * <p>OSGi makes and closes one for everybody; who makes one without OSGi closes it.
 */
@Component(service = Posix.class, immediate = true)
public final class LinuxPosix implements Posix, AutoCloseable {

    private final Kernel kernel;
    private final TransferBuffers buffers = new TransferBuffers();
    private final Readiness exits;
    private final Readiness io;
    private final Descriptors descriptors;
    private final ProcessStart starter;

    /**
     * Loads the native library, which is unpacked to {@code java.io.tmpdir} (or, where that does not allow programs, to
     * the working directory) and removed at once, and starts the two threads that watch for exits and for I/O.
     *
     * @throws PosixUnavailableException when this is another platform, or the library cannot be unpacked and loaded
     */
    @Activate
    public LinuxPosix() {
        kernel = Kernel.load();
        boolean spawns = SpawnStart.isPossible(kernel);
        exits = new Readiness(kernel, "longshore-posix-pidfd");
        try {
            io = new Readiness(kernel, "longshore-posix-io");
        } catch (RuntimeException | Error e) {
            exits.close();
            throw e;
        }
        // from here on nothing fails that would leave those threads behind
        descriptors = new Descriptors(kernel, buffers, io);
        starter = spawns ? new SpawnStart(kernel, exits) : new SetsidStart(new SignalMask(kernel));
    }

    @Override
    public void kill(int pid, int signal) {
        requireOneProcess(pid);
        kernel.check("kill", pid, kernel.posix().kill(pid, signal));
    }

    @Override
    public PidFd pidfdOpen(int pid) {
        requireOneProcess(pid);
        return LinuxPidFd.open(kernel, exits, pid);
    }

    @Override
    public void mkfifo(Path path, int mode) {
        kernel.check("mkfifo", path, kernel.posix().mkfifo(CString.forJnrPosix(path), mode));
    }

    @Override
    public Fd open(Path path, Fd.Access access) {
        return LinuxFd.open(kernel, buffers, io, path, access);
    }

    @Override
    public Pipe pipe() {
        return descriptors.pipe();
    }

    @Override
    public FdReceiver receiveFd(Path socket) {
        return LinuxFdReceiver.open(kernel, descriptors, socket);
    }

    @Override
    public Fd cgroupNotifications(Path eventControl, Path file) {
        return descriptors.cgroupNotifications(eventControl, file);
    }

    @Override
    public boolean hasUnreapedChild() {
        return kernel.hasUnreapedChild();
    }

    @Override
    public void mount(String source, Path target, String type, long flags, @Nullable String data) {
        byte @Nullable [] options = data == null ? null : CString.of(data);
        int result = kernel.libc().mount(CString.of(source), CString.of(target), CString.of(type), flags, options);
        kernel.check("mount", target, result);
    }

    @Override
    public void umount2(Path target, int flags) {
        kernel.check("umount2", target, kernel.libc().umount2(CString.of(target), flags));
    }

    @Override
    public void chown(Path path, int uid, int gid) {
        kernel.check("chown", path, kernel.posix().chown(CString.forJnrPosix(path), uid, gid));
    }

    @Override
    public void setChildSubreaper(boolean enabled) {
        kernel.setChildSubreaper(enabled);
    }

    @Override
    public boolean isChildSubreaper() {
        return kernel.isChildSubreaper();
    }

    @Override
    public int geteuid() {
        return kernel.posix().geteuid();
    }

    @Override
    public Process start(ProcessBuilder builder) throws IOException {
        return starter.start(builder);
    }

    /**
     * Ends the threads that watch, each within 5 s unless a dependent holds it up; what was not seen by then is cancelled.
     * Each {@link PidFd} and {@link Fd} stays open until its owner closes it.
     */
    @Override
    @Deactivate
    public void close() {
        io.close();
        exits.close();
    }

    /** For kill(2), 0 and below are whole groups, and -1 is every process there is. */
    private static void requireOneProcess(int pid) {
        if (pid < 1) {
            throw new IllegalArgumentException("not the id of one process: " + pid);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * System calls of this process.
 *
 * <ul>
 *   <li>Thread-safe; every call is made on the calling thread and does not block for another process.
 *   <li>A call the kernel refuses throws {@link PosixException}, which says which error it was. Nothing is retried.
 *   <li>Arguments that would reach more than was meant, such as a process id below 1, or a NUL inside a string, are
 *       refused with {@link IllegalArgumentException} before the kernel sees them.
 * </ul>
 */
@ProviderType
public interface Posix {

    /**
     * Sends a signal to one process; signal 0 only asks whether it could be sent.
     *
     * <p>A process id may meanwhile belong to another process: where that matters, use {@link #pidfdOpen(int)}.
     *
     * @throws PosixException {@link Errno#ESRCH} when there is no such process
     */
    void kill(int pid, int signal);

    /**
     * Holds on to a process, so that its id can no longer be mistaken for a later one's.
     *
     * @return to be closed by the caller
     * @throws PosixException {@link Errno#ESRCH} when there is no such process
     */
    PidFd pidfdOpen(int pid);

    /**
     * Makes a FIFO.
     *
     * @param mode permission bits, from which the process's umask is taken away
     * @throws PosixException {@link Errno#EEXIST} when the path is taken
     */
    void mkfifo(Path path, int mode);

    /**
     * Opens a FIFO, a device or a file, and never waits for anybody: neither for the other end of a
     * FIFO here, nor in what is returned. A symbolic link in the last place is refused, nothing is created, a terminal
     * does not become ours.
     *
     * @return to be closed by the caller
     * @throws PosixException {@link Errno#ENXIO} for a FIFO opened to write that nobody has open to read
     */
    Fd open(Path path, Fd.Access access);

    /**
     * Makes a pipe, of which neither end blocks here.
     *
     * @return both ends to be closed by the caller
     */
    Pipe pipe();

    /**
     * Listens on a new unix socket for a descriptor that another process sends, such as a terminal's master.
     *
     * @param socket not there yet, at most 107 bytes long, in a directory that only who is trusted can enter
     * @return to be closed by the caller, who is the owner of what it receives, too
     */
    FdReceiver receiveFd(Path socket);

    /**
     * Asks a cgroup of the first version to tell of something.
     *
     * @param eventControl its file {@code cgroup.event_control}
     * @param file the file of the same cgroup that is about it, {@code memory.oom_control} for example
     * @return becomes readable, eight bytes, whenever it happened, and when the cgroup is removed; to be closed by the caller
     */
    Fd cgroupNotifications(Path eventControl, Path file);

    /** Whether a child of this process, anybody's here, has ended and was not reaped yet. Takes nothing from anybody. */
    boolean hasUnreapedChild();

    /**
     * Mounts a file system.
     *
     * @param flags {@link MountFlags} or'ed together
     * @param data what the file system itself is told, or null
     */
    void mount(String source, Path target, String type, long flags, @Nullable String data);

    /**
     * Unmounts what is mounted at the target.
     *
     * @param flags {@link MountFlags#UMOUNT_DETACH} and {@link MountFlags#UMOUNT_NOFOLLOW}, or 0
     * @throws PosixException {@link Errno#EBUSY} when it is in use, {@link Errno#EINVAL} when nothing is mounted there
     */
    void umount2(Path target, int flags);

    /**
     * Changes the owner, following a symbolic link.
     *
     * @param uid the new user, or -1 to leave it
     * @param gid the new group, or -1 to leave it
     */
    void chown(Path path, int uid, int gid);

    /**
     * Makes this process, or no longer, the one that orphaned descendants are given to.
     *
     * <p>It concerns the whole JVM. Who turns it on must also {@linkplain PidFd#reap() reap} what it is given: the JDK
     * reaps only processes it started itself.
     */
    void setChildSubreaper(boolean enabled);

    /** Whether this process takes orphaned descendants. */
    boolean isChildSubreaper();

    /** The effective user id: 0 is root. */
    int geteuid();

    /**
     * Starts a program as {@link ProcessBuilder#start()} does, with these differences:
     *
     * <ul>
     *   <li>It is the leader of a session of its own, so no Ctrl-C in a terminal of ours is for it; it blocks no signal, where
     *       children of a JVM begin with SIGQUIT blocked, and ignores none.
     *   <li>No program of the JDK takes part, so it works also after the JDK was replaced on the disk.
     *   <li>Files that its streams are redirected to are opened by the new process, so a FIFO holds up nobody but
     *       that process, and this call until then.
     *   <li>Dependents of {@link Process#onExit()} that are not {@code ...Async} run on the one thread that serves all processes
     *       ({@code longshore-posix-pidfd}): they must hand over, not work or wait.
     * </ul>
     *
     * <p>If somebody else here reaps it, or it is not watched any more, its {@link Process#exitValue()}, and with that
     * {@link Process#waitFor()}, throws an {@link IllegalStateException} that says so.
     *
     * <p>It is reaped when it has ended. If the {@link LinuxPosix} this comes from is closed before, it goes on, nobody here learns
     * of its end, and whoever holds it by a {@link PidFd} should {@linkplain PidFd#reap() reap} it.
     *
     * @param builder its program named by an absolute path
     * @throws IOException if it cannot be started; the cause is a {@link PosixException} with the reason
     */
    Process start(ProcessBuilder builder) throws IOException;
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import io.longshore.api.runtime.TaskInfo;
import io.longshore.posix.Errno;
import io.longshore.posix.PidFd;
import io.longshore.posix.Posix;
import io.longshore.posix.PosixException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Signals to processes of tasks, behind the back of those who look after them. Thread-safe. */
final class Faults {
    private static final int SIGKILL = 9;
    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;

    private final Posix posix;
    private final Map<Long, PidFd> stopped = new ConcurrentHashMap<>();

    Faults(Posix posix) {
        this.posix = posix;
    }

    void killShim(TaskInfo task) {
        send(task.shimPid(), SIGKILL, "cmdline", task.namespace().name());
    }

    void killInit(TaskInfo task) {
        send(task.pid(), SIGKILL, "cgroup", "/longshore/" + task.namespace() + "/" + task.id());
    }

    void stopShim(TaskInfo task) {
        hold(task.shimPid(), "cmdline", task.namespace().name(), process -> {
            process.sendSignal(SIGSTOP);
            PidFd before = stopped.put(task.shimPid(), posix.pidfdOpen(process.pid()));
            if (before != null) {
                before.close();
            }
        });
    }

    /** All that were stopped. */
    void goOn() {
        for (Long pid : List.copyOf(stopped.keySet())) {
            PidFd process = stopped.remove(pid);
            if (process != null) {
                try (process) {
                    process.sendSignal(SIGCONT);
                } catch (PosixException e) {
                    // it was killed meanwhile, which is what somebody does with a shim that stands still
                    requireGone(e);
                }
            }
        }
    }

    private static void requireGone(PosixException failure) {
        if (failure.errno() != Errno.ESRCH) {
            throw failure;
        }
    }

    private void send(long pid, int signal, String file, String mark) {
        hold(pid, file, mark, process -> process.sendSignal(signal));
    }

    private interface Deed {
        void with(PidFd process);
    }

    /** Only if the process is the one that is meant, which a pid alone does not say. */
    private void hold(long pid, String file, String mark, Deed deed) {
        if (pid <= 0) {
            return;
        }
        try (PidFd process = posix.pidfdOpen((int) pid)) {
            String text = Files.readString(Path.of("/proc", String.valueOf(pid), file), StandardCharsets.ISO_8859_1);
            if (text.contains(mark)) {
                deed.with(process);
            }
        } catch (PosixException e) {
            requireGone(e);
        } catch (IOException e) {
            // it ended between the two looks; another failure would show as a fault that did nothing, which is no harm
            return;
        }
    }
}

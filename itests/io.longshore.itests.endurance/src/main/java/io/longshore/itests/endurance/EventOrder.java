// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance;

import io.longshore.api.ExecId;
import io.longshore.api.events.ContainerEvent;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Follows the events of one container, and says which of them came where none may. Not thread-safe. */
public final class EventOrder {
    /** What the events say of the task. */
    public enum Phase {
        NO_TASK,
        CREATED,
        RUNNING,
        PAUSED,
        ENDED
    }

    private static final long NEVER_STARTED = -1;

    private final String name;
    private final List<String> wrong = new ArrayList<>();
    private final Map<ExecId, Long> execs = new HashMap<>();
    private boolean record;
    private Phase phase = Phase.NO_TASK;
    private long pid;
    private @Nullable Exit exit;

    public EventOrder(String name) {
        this.name = name;
    }

    /** What was wrong since this was asked the last time. */
    public List<String> takeWrong() {
        List<String> taken = List.copyOf(wrong);
        wrong.clear();
        return taken;
    }

    public boolean hasRecord() {
        return record;
    }

    public Phase phase() {
        return phase;
    }

    /** Added processes that were started and have not ended. */
    public Set<String> runningExecs() {
        Set<String> running = new TreeSet<>();
        execs.forEach((id, started) -> {
            if (started != NEVER_STARTED) {
                running.add(id.value());
            }
        });
        return running;
    }

    public void take(LongshoreEvent event) {
        // Java 17 has no patterns in switches
        if (event instanceof ContainerEvent.Created) {
            require(!record, event);
            record = true;
        } else if (event instanceof ContainerEvent.Deleted) {
            require(record && phase == Phase.NO_TASK, event);
            record = false;
        } else if (event instanceof TaskEvent.Created created) {
            require(record && phase == Phase.NO_TASK, event);
            begin(created.pid());
        } else if (event instanceof TaskEvent.Started started) {
            require(phase == Phase.CREATED && started.pid() == pid, event);
            phase = Phase.RUNNING;
        } else if (event instanceof TaskEvent.Paused) {
            require(phase == Phase.RUNNING, event);
            phase = phase == Phase.RUNNING ? Phase.PAUSED : phase;
        } else if (event instanceof TaskEvent.Resumed) {
            require(phase == Phase.PAUSED, event);
            phase = phase == Phase.PAUSED ? Phase.RUNNING : phase;
        } else if (event instanceof TaskEvent.ExecAdded added) {
            require(isUp() && execs.getOrDefault(added.execId(), NEVER_STARTED) == NEVER_STARTED, event);
            execs.put(added.execId(), NEVER_STARTED);
        } else if (event instanceof TaskEvent.ExecStarted started) {
            require(isUp() && NEVER_STARTED == execs.getOrDefault(started.execId(), 0L), event);
            execs.put(started.execId(), started.pid());
        } else if (event instanceof TaskEvent.Exited exited) {
            exited(exited);
        } else if (event instanceof TaskEvent.Deleted deleted) {
            require(
                    phase == Phase.ENDED
                            && deleted.pid() == pid
                            && deleted.exit().equals(exit),
                    event);
            phase = Phase.NO_TASK;
            execs.clear();
        } else if (event instanceof TaskEvent.OutOfMemory || event instanceof TaskEvent.Checkpointed) {
            require(phase != Phase.NO_TASK, event);
        }
    }

    private void begin(long newPid) {
        phase = Phase.CREATED;
        pid = newPid;
        exit = null;
        execs.clear();
    }

    private boolean isUp() {
        return phase == Phase.RUNNING || phase == Phase.PAUSED;
    }

    private void exited(TaskEvent.Exited event) {
        ExecId exec = event.execId();
        if (exec != null) {
            Long started = execs.remove(exec);
            // without a pid it is one whose start was given up
            boolean known = started != null && (started == event.pid() || started == NEVER_STARTED);
            require(isUp() && known, event);
            return;
        }
        require(phase != Phase.NO_TASK && phase != Phase.ENDED && event.pid() == pid, event);
        require(runningExecs().isEmpty(), event);
        phase = Phase.ENDED;
        exit = event.exit();
    }

    private void require(boolean right, LongshoreEvent event) {
        if (!right) {
            wrong.add(name + ": " + event + " came when it was " + phase + (record ? "" : " without a record")
                    + " with pid " + pid + ", added processes " + execs + ", exit " + exit);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.TaskState;
import io.longshore.protos.types.Status;

/** What a shim says of a process' state; of its exit only if it has stopped. */
record ShimAnswer(Status status, long pid, Stdio stdio, ShimExit exit) {
    TaskState state() {
        return switch (status) {
            case CREATED -> TaskState.CREATED;
            case RUNNING -> TaskState.RUNNING;
            case STOPPED -> TaskState.STOPPED;
            case PAUSED -> TaskState.PAUSED;
            case PAUSING -> TaskState.PAUSING;
            case UNKNOWN, UNRECOGNIZED -> TaskState.UNKNOWN;
        };
    }
}

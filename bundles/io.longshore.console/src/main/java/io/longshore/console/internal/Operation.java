// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.access.Role;

/** What changes something: who may do it, and what the audit log calls it, which is what the MBeans call it. */
enum Operation {
    CREATE_CONTAINER("createContainer", Role.ADMIN),
    RUN_CONTAINER("runContainer", Role.ADMIN),
    DELETE_CONTAINER("deleteContainer", Role.ADMIN),
    CREATE_TASK("createTask", Role.ADMIN),
    START_TASK("startTask", Role.MANAGER),
    KILL_TASK("killTask", Role.MANAGER),
    PAUSE_TASK("pauseTask", Role.MANAGER),
    RESUME_TASK("resumeTask", Role.MANAGER),
    EXEC("execTask", Role.MANAGER),
    UPDATE_TASK("updateTask", Role.ADMIN),
    CHECKPOINT_TASK("checkpointTask", Role.ADMIN),
    DELETE_TASK("deleteTask", Role.ADMIN),
    FORCE_DELETE_TASK("forceDeleteTask", Role.ADMIN);

    private final String auditName;
    private final Role role;

    Operation(String auditName, Role role) {
        this.auditName = auditName;
        this.role = role;
    }

    String auditName() {
        return auditName;
    }

    Role role() {
        return role;
    }
}

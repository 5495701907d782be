// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import static io.longshore.itests.endurance.walk.Answers.one;
import static io.longshore.itests.endurance.walk.Result.ALREADY_EXISTS;
import static io.longshore.itests.endurance.walk.Result.DEADLINE;
import static io.longshore.itests.endurance.walk.Result.NOT_FOUND;
import static io.longshore.itests.endurance.walk.Result.OK;
import static io.longshore.itests.endurance.walk.Result.PRECONDITION;
import static io.longshore.itests.endurance.walk.Result.UNAVAILABLE;
import static io.longshore.itests.endurance.walk.Result.UNKNOWN;

/** What the contract of a task says each move may answer, world by world, when nobody else touches the task. */
final class Rules {
    private final Program program;

    Rules(Program program) {
        this.program = program;
    }

    Answers of(MoveKind move, World world) {
        return switch (move) {
            case RECORD_CREATE -> world == World.NO_RECORD ? one(OK, World.NO_TASK) : one(ALREADY_EXISTS, world);
            case RECORD_DELETE ->
                switch (world) {
                    case NO_RECORD -> one(NOT_FOUND, world);
                    case NO_TASK -> one(OK, World.NO_RECORD);
                    default -> one(PRECONDITION, world);
                };
            case CREATE -> create(world);
            case LIST, SHIM_CONTINUE, RESTART, RESTART_WITH_SHIMS -> one(OK, world);
            case INIT_KILL -> one(OK, killed(world));
            case SHIM_KILL -> one(OK, world.hasTask() ? World.LOST : world);
            case SHIM_STOP -> one(OK, world);
            default -> world.hasTask() ? ofTask(move, world) : one(NOT_FOUND, world);
        };
    }

    private Answers create(World world) {
        if (world == World.NO_RECORD) {
            return one(NOT_FOUND, world);
        }
        if (world != World.NO_TASK) {
            return one(ALREADY_EXISTS, world);
        }
        return program == Program.MISSING ? one(UNKNOWN, world) : one(OK, World.CREATED);
    }

    private Answers ofTask(MoveKind move, World world) {
        if (world == World.LOST) {
            return ofLostTask(move);
        }
        return switch (move) {
            case START -> start(world);
            case KILL_TERM -> kill(world, told(world));
            case KILL, KILL_ALL -> kill(world, killed(world));
            case PAUSE -> pause(world);
            case RESUME -> resume(world);
            case UPDATE, STATS, PIDS -> whileThere(world);
            case INFO, REFRESH, DIAGNOSE -> one(OK, world);
            case WAIT -> waiting(world);
            case DELETE -> delete(world);
            case FORCE_DELETE -> one(OK, World.NO_TASK);
            case EXEC_ADD -> one(OK, world).or(ALREADY_EXISTS, world).or(PRECONDITION, world);
            case EXEC_START ->
                one(OK, world).or(NOT_FOUND, world).or(PRECONDITION, world).or(UNKNOWN, world);
            case EXEC_KILL -> one(OK, world).or(NOT_FOUND, world);
            case EXEC_WAIT -> one(OK, world).or(NOT_FOUND, world).or(DEADLINE, world);
            case EXEC_DELETE -> one(OK, world).or(NOT_FOUND, world).or(PRECONDITION, world);
            default -> throw new IllegalArgumentException(move + " is not about a task");
        };
    }

    private Answers start(World world) {
        return switch (world) {
            case CREATED -> one(OK, program == Program.ENDS ? World.ENDING : World.STARTED);
            // it may die before it becomes the program, and the OCI runtime has its own words for that
            case DYING -> one(OK, World.ENDING).or(UNKNOWN, world).or(PRECONDITION, world);
            default -> one(PRECONDITION, world);
        };
    }

    private static Answers kill(World world, World... next) {
        return switch (world) {
            case STOPPED -> one(NOT_FOUND, world);
            case DYING, ENDING, PAUSED_DYING -> one(OK, next).or(NOT_FOUND, world);
            default -> one(OK, next);
        };
    }

    /** After a signal that only some programs listen to. */
    private World[] told(World world) {
        return switch (world) {
            // what waits to be started is the OCI runtime, which may listen
            case CREATED -> new World[] {world, World.DYING};
            case STARTED -> new World[] {world, World.ENDING};
            case RUNNING -> program == Program.OBEYS ? new World[] {world, World.ENDING} : new World[] {world};
            case PAUSED -> program == Program.OBEYS ? new World[] {world, World.PAUSED_DYING} : new World[] {world};
            default -> new World[] {world};
        };
    }

    private static World killed(World world) {
        return switch (world) {
            case CREATED -> World.DYING;
            case STARTED, RUNNING -> World.ENDING;
            case PAUSED -> World.PAUSED_DYING;
            default -> world;
        };
    }

    private static Answers pause(World world) {
        return switch (world) {
            case STARTED, RUNNING -> one(OK, World.PAUSED);
            case ENDING ->
                one(OK, World.PAUSED_DYING)
                        .or(NOT_FOUND, world)
                        .or(PRECONDITION, world)
                        .or(UNKNOWN, world);
            default -> one(PRECONDITION, world);
        };
    }

    private static Answers resume(World world) {
        return switch (world) {
            case PAUSED -> one(OK, World.RUNNING);
            case PAUSED_DYING ->
                one(OK, World.ENDING)
                        .or(NOT_FOUND, world)
                        .or(PRECONDITION, world)
                        .or(UNKNOWN, world);
            default -> one(PRECONDITION, world);
        };
    }

    private static Answers whileThere(World world) {
        return switch (world) {
            case STOPPED -> one(NOT_FOUND, world);
            case DYING, ENDING, PAUSED_DYING ->
                one(OK, world).or(NOT_FOUND, world).or(UNKNOWN, world);
            default -> one(OK, world);
        };
    }

    private static Answers waiting(World world) {
        return switch (world) {
            case STOPPED -> one(OK, world);
            case DYING, ENDING, PAUSED_DYING -> one(OK, World.STOPPED).or(DEADLINE, world);
            default -> one(DEADLINE, world);
        };
    }

    private static Answers delete(World world) {
        return switch (world) {
            case CREATED, STOPPED -> one(OK, World.NO_TASK);
            case DYING -> one(OK, World.NO_TASK);
            case ENDING, PAUSED_DYING -> one(OK, World.NO_TASK).or(PRECONDITION, world);
            default -> one(PRECONDITION, world);
        };
    }

    /** Until it is cleaned up it can be asked anything, and it may be too late for everything. */
    private static Answers ofLostTask(MoveKind move) {
        Answers answers = one(OK, World.LOST)
                .or(NOT_FOUND, World.LOST)
                .or(PRECONDITION, World.LOST)
                .or(UNAVAILABLE, World.LOST)
                .or(DEADLINE, World.LOST)
                .or(UNKNOWN, World.LOST);
        return switch (move) {
            case DELETE -> answers.or(OK, World.NO_TASK);
            case FORCE_DELETE -> one(OK, World.NO_TASK).or(NOT_FOUND, World.NO_TASK);
            case EXEC_ADD -> answers.or(ALREADY_EXISTS, World.LOST);
            default -> answers;
        };
    }
}

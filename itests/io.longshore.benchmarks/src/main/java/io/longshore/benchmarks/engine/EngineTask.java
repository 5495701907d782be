// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.engine;

/** A container that an engine has created. */
public interface EngineTask {
    void start() throws Exception;

    /** Returns when the engine tells that the first process has ended, or throws after half a minute. */
    void awaitExit() throws Exception;

    /** Of what has ended: its task, and then its record. */
    void delete() throws Exception;

    /** Of whatever state. */
    void end() throws Exception;

    /** Asks those who really know. */
    void state() throws Exception;

    void kill(int signal) throws Exception;

    /**
     * Adds a process, starts it, waits for its end, and deletes it.
     *
     * @param execId not used before with this container
     */
    void exec(String execId, String... command) throws Exception;

    /** Of its first process. */
    long pid();
}

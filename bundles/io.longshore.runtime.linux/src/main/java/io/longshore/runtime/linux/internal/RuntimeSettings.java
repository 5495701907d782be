// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import java.nio.file.Path;

/**
 * The runtime's configuration, complete: nothing is empty, unless that is said.
 *
 * @param root persistent directory
 * @param state volatile directory
 * @param shimBinary path or name of the v1 shim
 * @param runtime path or name of the OCI runtime
 * @param runtimeRoot the OCI runtime's state directory; the namespace is appended to it
 * @param noShim containers that ask for a v1 shim are driven from this JVM
 * @param shimDebug shims log in detail
 * @param defaultRuntime the name of the runtime that containers get which name none; empty for what is installed
 */
public record RuntimeSettings(
        Path root,
        Path state,
        String shimBinary,
        String runtime,
        Path runtimeRoot,
        boolean noShim,
        boolean shimDebug,
        Deadlines deadlines,
        String defaultRuntime) {
    /** The configuration's defaults. */
    public static RuntimeSettings defaults(Path root, Path state) {
        return new RuntimeSettings(
                root, state, "containerd-shim", "runc", state.resolve(".runc"), false, false, Deadlines.DEFAULT, "");
    }

    /** The same with these directories. */
    public RuntimeSettings in(Path newRoot, Path newState) {
        return new RuntimeSettings(
                newRoot, newState, shimBinary, runtime, runtimeRoot, noShim, shimDebug, deadlines, defaultRuntime);
    }

    public RuntimeSettings withShimBinary(String binary) {
        return new RuntimeSettings(
                root, state, binary, runtime, runtimeRoot, noShim, shimDebug, deadlines, defaultRuntime);
    }

    public RuntimeSettings withRuntime(String binary) {
        return new RuntimeSettings(
                root, state, shimBinary, binary, runtimeRoot, noShim, shimDebug, deadlines, defaultRuntime);
    }

    public RuntimeSettings withRuntimeRoot(Path directory) {
        return new RuntimeSettings(
                root, state, shimBinary, runtime, directory, noShim, shimDebug, deadlines, defaultRuntime);
    }

    public RuntimeSettings withNoShim(boolean without) {
        return new RuntimeSettings(
                root, state, shimBinary, runtime, runtimeRoot, without, shimDebug, deadlines, defaultRuntime);
    }

    public RuntimeSettings withShimDebug(boolean debug) {
        return new RuntimeSettings(
                root, state, shimBinary, runtime, runtimeRoot, noShim, debug, deadlines, defaultRuntime);
    }

    public RuntimeSettings with(Deadlines others) {
        return new RuntimeSettings(
                root, state, shimBinary, runtime, runtimeRoot, noShim, shimDebug, others, defaultRuntime);
    }

    public RuntimeSettings withDefaultRuntime(String name) {
        return new RuntimeSettings(root, state, shimBinary, runtime, runtimeRoot, noShim, shimDebug, deadlines, name);
    }
}

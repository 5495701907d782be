// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import java.nio.file.Path;
import jnr.ffi.Pointer;

/** What a new process does with its descriptors and working directory before its program begins, in the order in which it is said. */
final class SpawnActions implements AutoCloseable {

    /** More than glibc's {@code posix_spawn_file_actions_t} has on any processor. */
    private static final int BYTES = 256;

    /** After the three streams. */
    private static final int FIRST_OTHER = 3;

    private final LibC libc;
    private final Pointer pointer;

    SpawnActions(Kernel kernel) {
        libc = kernel.libc();
        pointer = kernel.allocate(BYTES);
        check("posix_spawn_file_actions_init", "", libc.posix_spawn_file_actions_init(pointer));
    }

    Pointer pointer() {
        return pointer;
    }

    /** @param flags as of open(2) */
    void open(int descriptor, Path path, int flags, int mode) {
        check(
                "posix_spawn_file_actions_addopen",
                path,
                libc.posix_spawn_file_actions_addopen(pointer, descriptor, CString.of(path), flags, mode));
    }

    /** Makes {@code copy} what {@code descriptor} is. */
    void copy(int descriptor, int copy) {
        check(
                "posix_spawn_file_actions_adddup2",
                copy,
                libc.posix_spawn_file_actions_adddup2(pointer, descriptor, copy));
    }

    void changeDirectory(Path directory) {
        check(
                "posix_spawn_file_actions_addchdir_np",
                directory,
                libc.posix_spawn_file_actions_addchdir_np(pointer, CString.of(directory)));
    }

    /** All but the three streams: a JVM has many that are not for its children, and not all are closed by themselves. */
    void closeOthers() {
        check(
                "posix_spawn_file_actions_addclosefrom_np",
                FIRST_OTHER,
                libc.posix_spawn_file_actions_addclosefrom_np(pointer, FIRST_OTHER));
    }

    private static void check(String call, Object argument, int error) {
        SpawnStart.checkError(call, argument, error);
    }

    @Override
    public void close() {
        libc.posix_spawn_file_actions_destroy(pointer);
    }
}

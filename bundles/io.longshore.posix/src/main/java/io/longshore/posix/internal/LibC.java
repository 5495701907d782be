// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import java.nio.ByteBuffer;
import jnr.ffi.Pointer;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Variadic;
import org.jspecify.annotations.Nullable;

/** The C library's functions that jnr-posix lacks, by their own names; public, and an interface, because the native bridge implements it. */
public interface LibC {

    int mount(@In byte[] source, @In byte[] target, @In byte[] type, long flags, @In byte @Nullable [] data);

    int umount2(@In byte[] target, int flags);

    @Variadic(fixedCount = 1)
    int prctl(int operation, long a, long b, long c, long d);

    @Variadic(fixedCount = 1)
    long syscall(long number, long a, long b, long c, long d);

    int waitid(int idType, int id, Pointer siginfo, int options);

    int pthread_sigmask(int how, Pointer set, Pointer old);

    int epoll_create1(int flags);

    int epoll_ctl(int epoll, int operation, int descriptor, Pointer event);

    int epoll_wait(int epoll, Pointer events, int max, int timeoutMillis);

    int eventfd(int initial, int flags);

    int eventfd_write(int descriptor, long value);

    @Variadic(fixedCount = 2)
    int open(@In byte[] path, int flags, int mode);

    long read(int descriptor, ByteBuffer buffer, long length);

    long write(int descriptor, ByteBuffer bytes, long length);

    int close(int descriptor);

    int pipe2(Pointer descriptors, int flags);

    int socket(int domain, int type, int protocol);

    int bind(int descriptor, @In byte[] address, int length);

    int listen(int descriptor, int backlog);

    int accept4(int descriptor, @Nullable Pointer address, @Nullable Pointer length, int flags);

    int getsockopt(int descriptor, int level, int option, Pointer value, Pointer length);

    long recvmsg(int descriptor, Pointer message, int flags);

    @Variadic(fixedCount = 2)
    int ioctl(int descriptor, long request, Pointer argument);

    int posix_spawn(
            Pointer pid,
            @In byte[] program,
            Pointer actions,
            Pointer attributes,
            Pointer arguments,
            Pointer environment);

    int posix_spawnattr_init(Pointer attributes);

    int posix_spawnattr_setflags(Pointer attributes, short flags);

    int posix_spawnattr_setsigdefault(Pointer attributes, Pointer set);

    int posix_spawnattr_setsigmask(Pointer attributes, Pointer set);

    int posix_spawnattr_destroy(Pointer attributes);

    int posix_spawn_file_actions_init(Pointer actions);

    int posix_spawn_file_actions_addopen(Pointer actions, int descriptor, @In byte[] path, int flags, int mode);

    int posix_spawn_file_actions_adddup2(Pointer actions, int descriptor, int copy);

    int posix_spawn_file_actions_addchdir_np(Pointer actions, @In byte[] directory);

    int posix_spawn_file_actions_addclosefrom_np(Pointer actions, int first);

    int posix_spawn_file_actions_destroy(Pointer actions);

    @Variadic(fixedCount = 2)
    int fcntl(int descriptor, int command, int argument);
}

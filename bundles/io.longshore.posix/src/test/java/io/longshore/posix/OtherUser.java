// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import jnr.ffi.LibraryLoader;

/** A thread of ours that is another user for the kernel: the system call changes one thread, only the C library changes all. */
final class OtherUser {
    private static final int NOBODY = 65534;

    /** Public, since the native bridge implements it. */
    public interface Users {
        long syscall(long number, long real, long effective, long saved);
    }

    private OtherUser() {}

    /** What a stranger reads who connects. */
    static int connect(Path socket) throws Exception {
        CompletableFuture<Integer> read = new CompletableFuture<>();
        Thread stranger = new Thread(
                () -> {
                    try {
                        become(NOBODY);
                        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                            read.complete(channel.read(ByteBuffer.allocate(1)));
                        }
                    } catch (Exception | Error e) {
                        read.completeExceptionally(e);
                    }
                },
                "longshore-test-stranger");
        stranger.setDaemon(true);
        stranger.start();
        return read.get(20, TimeUnit.SECONDS);
    }

    private static void become(int user) {
        long setresuid = System.getProperty("os.arch").equals("aarch64") ? 147 : 117;
        Users libc = LibraryLoader.create(Users.class).load("c");
        assertThat(libc.syscall(setresuid, -1, user, -1)).isZero();
    }
}

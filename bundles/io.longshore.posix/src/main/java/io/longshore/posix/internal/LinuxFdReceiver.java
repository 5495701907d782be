// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import io.longshore.posix.Errno;
import io.longshore.posix.Fd;
import io.longshore.posix.FdReceiver;
import io.longshore.posix.PosixException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/** Accepts one peer after another until one has sent a descriptor. */
public final class LinuxFdReceiver implements FdReceiver {

    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int MODE = 0600;
    private static final int ADDRESS_BYTES = 110;
    private static final int PATH_OFFSET = 2;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;
    private static final int UCRED_BYTES = 12;
    private static final int UCRED_UID = 4;

    private final Kernel kernel;
    private final Descriptors descriptors;
    private final Path socket;
    private final LinuxFd listener;
    private final CompletableFuture<Fd> received = new CompletableFuture<>();

    // guarded by this
    private @Nullable LinuxFd peer;

    // guarded by this
    private boolean closed;

    private LinuxFdReceiver(Kernel kernel, Descriptors descriptors, Path socket, LinuxFd listener) {
        this.kernel = kernel;
        this.descriptors = descriptors;
        this.socket = socket;
        this.listener = listener;
    }

    /** See unix(7). */
    public static LinuxFdReceiver open(Kernel kernel, Descriptors descriptors, Path socket) {
        byte[] address = address(socket);
        int type = SOCK_STREAM | Descriptors.O_NONBLOCK_CLOEXEC;
        LinuxFd listener = descriptors.fd(
                socket.toString(), kernel.check("socket", socket, kernel.libc().socket(AF_UNIX, type, 0)));
        try {
            // bind(2) gives the file the mode that the socket has, less the umask
            kernel.check("fchmod", socket, kernel.posix().fchmod(listener.descriptor(), MODE));
            kernel.check("bind", socket, kernel.libc().bind(listener.descriptor(), address, address.length));
        } catch (PosixException e) {
            listener.close();
            throw e;
        }
        LinuxFdReceiver receiver = new LinuxFdReceiver(kernel, descriptors, socket, listener);
        try {
            kernel.check("listen", socket, kernel.libc().listen(listener.descriptor(), 1));
            receiver.await(listener, receiver::accept);
            return receiver;
        } catch (PosixException | IllegalStateException e) {
            receiver.close();
            throw e;
        }
    }

    private static byte[] address(Path socket) {
        byte[] path = CString.of(socket);
        if (path.length > ADDRESS_BYTES - PATH_OFFSET) {
            throw new IllegalArgumentException("too long for the path of a socket: "
                    + new String(path, 0, path.length - 1, StandardCharsets.UTF_8));
        }
        byte[] address = new byte[ADDRESS_BYTES];
        address[0] = AF_UNIX;
        System.arraycopy(path, 0, address, PATH_OFFSET, path.length);
        return address;
    }

    @Override
    public CompletionStage<Fd> received() {
        return received.minimalCompletionStage();
    }

    private void await(LinuxFd what, Runnable then) {
        var unused = what.readable().whenComplete((ready, failure) -> {
            if (failure != null) {
                received.completeExceptionally(failure);
                return;
            }
            try {
                then.run();
            } catch (PosixException e) {
                received.completeExceptionally(e);
            }
        });
    }

    private synchronized void accept() {
        if (closed) {
            return;
        }
        int descriptor = kernel.checkExcept(
                Errno.EAGAIN,
                "accept4",
                socket,
                kernel.libc().accept4(listener.descriptor(), null, null, Descriptors.O_NONBLOCK_CLOEXEC));
        if (descriptor == -1) {
            await(listener, this::accept);
            return;
        }
        LinuxFd accepted = descriptors.fd("a peer of " + socket, descriptor);
        peer = accepted;
        if (isOwn(descriptor)) {
            await(accepted, () -> receive(accepted));
        } else {
            drop(accepted);
        }
    }

    /** As for the user, see unix(7). The mode of the socket does not keep root of another user namespace from it. */
    private boolean isOwn(int descriptor) {
        Pointer peer = kernel.allocate(UCRED_BYTES);
        Pointer length = kernel.allocate(Integer.BYTES);
        length.putInt(0, UCRED_BYTES);
        kernel.check("getsockopt", socket, kernel.libc().getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, peer, length));
        return peer.getInt(UCRED_UID) == kernel.posix().geteuid();
    }

    /** With the lock held. */
    private void drop(LinuxFd dropped) {
        dropped.close();
        peer = null;
        await(listener, this::accept);
    }

    private void receive(LinuxFd from) {
        Fd first;
        synchronized (this) {
            if (closed) {
                return;
            }
            RightsMessage message = new RightsMessage(kernel);
            long result = kernel.libc().recvmsg(from.descriptor(), message.header(), MSG_CMSG_CLOEXEC);
            int count = kernel.checkExcept(Errno.EAGAIN, "recvmsg", socket, (int) result);
            List<Integer> came = count == -1 ? List.of() : message.descriptors();
            if (came.isEmpty()) {
                if (count == 0) {
                    drop(from);
                } else {
                    await(from, () -> receive(from));
                }
                return;
            }
            came.subList(1, came.size()).forEach(descriptors::close);
            first = descriptors.adopt("a descriptor that came through " + socket, came.get(0));
        }
        if (!received.complete(first)) {
            first.close();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            listener.close();
            if (peer != null) {
                peer.close();
            }
        }
        received.completeExceptionally(new CancellationException(socket + " was closed before anything came"));
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.In;

/** Does what runc does with a terminal's master: connects and sends descriptors with one message. */
final class DescriptorSender {

    /** Public, since the native bridge implements it. */
    public interface Sockets {

        int socket(int domain, int type, int protocol);

        int connect(int descriptor, @In byte[] address, int length);

        long sendmsg(int descriptor, Pointer message, int flags);

        int close(int descriptor);
    }

    private static final int CONTROL_BYTES = 64;

    private DescriptorSender() {}

    static void send(Path socket, String name, Fd... sent) {
        Sockets libc = LibraryLoader.create(Sockets.class).load("c");
        byte[] address = Arrays.copyOf(("\1\0" + socket).getBytes(US_ASCII), 110);
        int peer = libc.socket(1, 1, 0);
        assertThat(libc.connect(peer, address, address.length)).isZero();

        Runtime runtime = Runtime.getRuntime(libc);
        Pointer data = Memory.allocateDirect(runtime, name.length(), true);
        data.put(0, name.getBytes(US_ASCII), 0, name.length());
        Pointer vector = Memory.allocateDirect(runtime, 16, true);
        vector.putPointer(0, data);
        vector.putLong(8, name.length());
        int controlLength = 16 + 4 * sent.length;
        Pointer control = Memory.allocateDirect(runtime, CONTROL_BYTES, true);
        control.putLong(0, controlLength);
        control.putInt(8, 1);
        control.putInt(12, 1);
        for (int i = 0; i < sent.length; i++) {
            control.putInt(16 + 4L * i, number(sent[i]));
        }
        Pointer message = Memory.allocateDirect(runtime, 56, true);
        message.putPointer(16, vector);
        message.putLong(24, 1);
        message.putPointer(32, control);
        message.putLong(40, controlLength);
        assertThat(libc.sendmsg(peer, message, 0)).isEqualTo(name.length());
        assertThat(data.size() + vector.size() + control.size()).isPositive();
        assertThat(libc.close(peer)).isZero();
    }

    private static int number(Fd fd) {
        return Integer.parseInt(fd.reopenable().getFileName().toString());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;

/** A process of another user, {@code nobody}, at one end of a socket. Its main class needs nothing but the JDK. */
final class OtherUser implements AutoCloseable {
    private static final String NOBODY = "65534";

    private final Process process;

    private OtherUser(Process process) {
        this.process = process;
    }

    /**
     * @param open where nobody may read and write, too
     * @param what {@code listen} or {@code dial}
     */
    static OtherUser start(Path open, String what, Path socket) throws IOException {
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        String file = OtherUser.class.getName().replace('.', '/') + ".class";
        Path copy = open.resolve("classes").resolve(file);
        if (Files.notExists(copy)) {
            Files.createDirectories(copy.getParent());
            try (InputStream in = OtherUser.class.getResourceAsStream("/" + file)) {
                Files.write(copy, in.readAllBytes());
            }
        }
        return new OtherUser(new ProcessBuilder(
                        "setpriv",
                        "--reuid=" + NOBODY,
                        "--regid=" + NOBODY,
                        "--clear-groups",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        open.resolve("classes").toString(),
                        OtherUser.class.getName(),
                        what,
                        socket.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** The next line that it says. */
    String said() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = process.getInputStream().read();
                c >= 0 && c != '\n';
                c = process.getInputStream().read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public static void main(String[] args) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(args[1]);
        if (args[0].equals("dial")) {
            try (SocketChannel channel = SocketChannel.open(address)) {
                say("came through: " + received(channel));
            } catch (IOException e) {
                say("refused");
            }
            return;
        }
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(address);
            say("listening");
            try (SocketChannel channel = listener.accept()) {
                say("came through: " + received(channel));
            }
        }
    }

    private static int received(SocketChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
        return bytes.position();
    }

    private static void say(String line) {
        System.out.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
        System.out.flush();
    }
}

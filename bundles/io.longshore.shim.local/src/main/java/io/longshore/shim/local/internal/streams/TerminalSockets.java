// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal.streams;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.UnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Sockets that terminals of one container are sent to: there while a process is being made. Their names begin with a hash of
 * the bundle, so that those of a JVM that was killed are found again.
 */
public final class TerminalSockets {
    private static final String NAME = ".local";
    private static final int HASH_BYTES = 6;

    /** What fits into {@code sockaddr_un} with its final zero byte. */
    private static final int MAX_PATH_BYTES = 107;

    private final Path directory;
    private final String prefix;

    /** @param stateDirectory of the runtime */
    public TerminalSockets(Path stateDirectory, Path bundle) {
        directory = stateDirectory.resolve(NAME);
        prefix = hash(bundle);
    }

    private static String hash(Path bundle) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(bundle.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** @throws InvalidArgumentException if the directory's path is too long for sockets in it */
    public static void requireRoom(Path stateDirectory) {
        Path socket = new TerminalSockets(stateDirectory, stateDirectory).next();
        int over = socket.toString().getBytes(StandardCharsets.UTF_8).length - MAX_PATH_BYTES;
        if (over > 0) {
            throw new InvalidArgumentException("the state directory's path is " + over
                    + " bytes too long for sockets in it; set a shorter 'state': " + stateDirectory);
        }
    }

    private Path next() {
        return directory.resolve(
                prefix + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()));
    }

    /** Where one can be made, in a directory that only we can enter. */
    Path free() throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                || !Files.getOwner(directory).equals(Files.getOwner(directory.getParent()))) {
            throw new IOException(directory + " is a symbolic link, or not of who owns the directory it is in");
        }
        return next();
    }

    /** Those that nobody listens to any more. */
    public void removeAll() {
        if (Files.notExists(directory)) {
            return;
        }
        try (DirectoryStream<Path> sockets = Files.newDirectoryStream(directory, prefix + "*")) {
            for (Path socket : sockets) {
                Files.deleteIfExists(socket);
            }
        } catch (IOException e) {
            throw new UnavailableException("cannot remove the sockets in " + directory, e);
        }
    }
}

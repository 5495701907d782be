// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.access.PathWithoutLinks;
import io.longshore.api.InvalidArgumentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;

/**
 * Variables that must not be arguments, as those of JMX calls go further than to us: a file of this host with a line {@code
 * NAME=value} each, empty ones and those that begin with {@code #} left out. It is one that nobody but its owner, root or who
 * Karaf runs as, can read. No message has a part of it.
 */
final class EnvironmentFile {
    static final long MAX_BYTES = 256 * 1024;

    private static final Set<PosixFilePermission> OWNERS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private EnvironmentFile() {}

    /** @throws InvalidArgumentException if it is not such a file */
    static List<String> read(Path file) {
        try (SeekableByteChannel channel =
                PathWithoutLinks.open(file, (directory, found) -> check(file, directory, found))) {
            return text(file, channel)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (NoSuchFileException e) {
            throw new InvalidArgumentException("there is no file " + file + " on the host of Karaf", e);
        } catch (PathWithoutLinks.NotAFileException e) {
            throw new InvalidArgumentException(
                    file + " must be a file itself, with no link to it or on the way to it, or anything else", e);
        } catch (CharacterCodingException e) {
            throw new InvalidArgumentException(file + " is not a text in UTF-8", e);
        } catch (IOException e) {
            throw new InvalidArgumentException(
                    file + " cannot be read: " + e.getClass().getSimpleName(), e);
        }
    }

    /** Of more than there may be only so much that this is seen. */
    private static String text(Path file, SeekableByteChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) MAX_BYTES + 1);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            // until it is full, or the file has no more
        }
        if (!bytes.hasRemaining()) {
            throw new InvalidArgumentException(file + " has more than " + MAX_BYTES + " bytes");
        }
        return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    }

    /** Who cannot write to the directory cannot put another file there between this and the opening. */
    private static void check(Path file, PosixFileAttributes directory, PosixFileAttributes found) {
        if (!OWNERS.containsAll(found.permissions())) {
            throw new InvalidArgumentException(file
                    + " can be read or written by others than its owner; chmod 600 it, and then change what is in it");
        }
        if (!isOurs(found)) {
            throw new InvalidArgumentException(file + " must belong to root, or to the user that Karaf runs as");
        }
        if (!isOurs(directory)
                || directory.permissions().contains(PosixFilePermission.GROUP_WRITE)
                || directory.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new InvalidArgumentException(
                    file + " is in a directory that others can write to; put it into one of root,"
                            + " or of the user that Karaf runs as, with chmod go-w");
        }
    }

    private static boolean isOurs(PosixFileAttributes attributes) {
        String owner = attributes.owner().getName();
        return owner.equals("root") || owner.equals(System.getProperty("user.name"));
    }
}

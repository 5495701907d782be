// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.InvalidArgumentException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Objects;
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
        try {
            PosixFileAttributes before = checked(file);
            String text = Files.readString(file, StandardCharsets.UTF_8);
            // what was read is what was checked
            if (!Objects.equals(before.fileKey(), checked(file).fileKey())) {
                throw new InvalidArgumentException(file + " was replaced while it was read");
            }
            return text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (NoSuchFileException e) {
            throw new InvalidArgumentException("there is no file " + file + " on the host of Karaf", e);
        } catch (CharacterCodingException e) {
            throw new InvalidArgumentException(file + " is not a text in UTF-8", e);
        } catch (IOException e) {
            throw new InvalidArgumentException(
                    file + " cannot be read: " + e.getClass().getSimpleName(), e);
        }
    }

    private static PosixFileAttributes checked(Path file) throws IOException {
        PosixFileAttributes found = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!found.isRegularFile()) {
            throw new InvalidArgumentException(file + " must be a file itself, and no link to one or anything else");
        }
        if (!OWNERS.containsAll(found.permissions())) {
            throw new InvalidArgumentException(file
                    + " can be read or written by others than its owner; chmod 600 it, and then change what is in it");
        }
        String owner = found.owner().getName();
        if (!owner.equals("root") && !owner.equals(System.getProperty("user.name"))) {
            throw new InvalidArgumentException(file + " must belong to root, or to the user that Karaf runs as");
        }
        if (found.size() > MAX_BYTES) {
            throw new InvalidArgumentException(file + " has more than " + MAX_BYTES + " bytes");
        }
        return found;
    }
}

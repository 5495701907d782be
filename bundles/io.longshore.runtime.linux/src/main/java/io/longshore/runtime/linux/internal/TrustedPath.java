// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.FailedPreconditionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Whether what is done in a directory is done there: nobody but root and us can put another into its place, or something of
 * theirs into it. In a directory that all may write to, as {@code /tmp}, that takes the sticky bit, and a name that is ours.
 *
 * <p>What a group may write to is no better than what all may, whichever group it is: an access list for a user shows in the same
 * bit.
 *
 * @param user the one that this process acts as
 * @param karaf the directories of Karaf's own programs, which are there
 */
record TrustedPath(int user, List<Path> karaf) {
    private static final List<String> KARAF = List.of("karaf.home", "karaf.base", "karaf.data");
    private static final int TYPE = 0170000;
    private static final int LINK = 0120000;
    private static final int STICKY = 01000;
    private static final int WRITABLE_BY_GROUP = 0020;
    private static final int WRITABLE_BY_ALL = 0002;

    /** With the directories that Karaf has told this process. */
    TrustedPath(int user) {
        this(
                user,
                KARAF.stream()
                        .map(System::getProperty)
                        .filter(Objects::nonNull)
                        .map(directory -> Path.of(directory).toAbsolutePath().normalize())
                        .filter(Files::isDirectory)
                        .toList());
    }

    /**
     * Looks at what there is of a path.
     *
     * @param key of the configuration, for messages
     * @param path absolute
     * @param above whether all above must be root's or ours, and no group's. If not, what is above Karaf's own programs may be
     *     anybody's, and what is below them may be theirs to whom they belong, since who owns these needs no other way in
     * @throws FailedPreconditionException if it cannot be relied on
     */
    void require(String key, Path path, boolean above) throws IOException {
        for (Path part = path; part != null; part = part.getParent()) {
            Map<String, Object> found;
            try {
                found = Files.readAttributes(part, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
            } catch (NoSuchFileException e) {
                continue; // it is made by us
            }
            int mode = (int) found.get("mode");
            int owner = (int) found.get("uid");
            boolean karafs = !above && !part.equals(path) && isKarafs(part, owner);
            if (!karafs) {
                requireOwner(key, path, part, owner);
            }
            if ((mode & TYPE) != LINK) { // whose mode says nothing, and where it leads is looked at by its real path
                requireMode(key, path, part, mode, karafs);
            }
        }
    }

    private boolean isKarafs(Path part, int owner) throws IOException {
        for (Path place : karaf) {
            Path real = place.toRealPath();
            if (place.startsWith(part) || real.startsWith(part)) {
                return true;
            }
            boolean below = part.startsWith(place) || part.startsWith(real);
            if (below && Integer.valueOf(owner).equals(Files.getAttribute(real, "unix:uid"))) {
                return true;
            }
        }
        return false;
    }

    private void requireOwner(String key, Path path, Path part, int owner) {
        if (owner != 0 && owner != user) {
            throw refused(key, path, part + " belongs to the user " + owner);
        }
    }

    private static void requireMode(String key, Path path, Path part, int mode, boolean karafs) {
        int forbidden = karafs ? WRITABLE_BY_ALL : WRITABLE_BY_GROUP | WRITABLE_BY_ALL;
        boolean kept = (mode & STICKY) != 0 && !part.equals(path);
        if ((mode & forbidden) != 0 && !kept) {
            throw refused(key, path, "others may write to " + part);
        }
    }

    private static FailedPreconditionException refused(String key, Path path, String why) {
        return new FailedPreconditionException("'" + key + "' cannot be " + path + ": " + why
                + ", and could change what is done there as root; look who made it, or set another '" + key
                + "' in etc/io.longshore.runtime.linux.cfg");
    }
}

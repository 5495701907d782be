// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.FailedPreconditionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Whether what is done in a directory is done there: nobody but root and us can put another into its place, or something of
 * theirs into it. In a directory that all may write to, as {@code /tmp}, that takes the sticky bit, and a name that is ours.
 *
 * @param user the one that this process acts as
 */
record TrustedPath(int user) {
    private static final int TYPE = 0170000;
    private static final int LINK = 0120000;
    private static final int STICKY = 01000;
    private static final int WRITABLE_BY_GROUP = 0020;
    private static final int WRITABLE_BY_ALL = 0002;

    /**
     * Looks at what there is of a path.
     *
     * @param key of the configuration, for messages
     * @param path absolute
     * @param above whether also what is above must not be another user's; it may be where Karaf's own programs are, since who
     *     owns these needs no other way in
     * @throws FailedPreconditionException if it cannot be relied on
     */
    void require(String key, Path path, boolean above) throws IOException {
        for (Path part = path; part != null; part = part.getParent()) {
            try {
                Map<String, Object> found = Files.readAttributes(part, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
                int mode = (int) found.get("mode");
                boolean link = (mode & TYPE) == LINK;
                if (above || part.equals(path)) {
                    requireOwner(key, path, part, (int) found.get("uid"));
                }
                if (!link) { // whose mode says nothing, and where it leads is looked at by its real path
                    requireMode(key, path, part, mode);
                }
            } catch (NoSuchFileException e) {
                // it is made by us
            }
        }
    }

    private void requireOwner(String key, Path path, Path part, int owner) {
        if (owner != 0 && owner != user) {
            throw refused(key, path, part + " belongs to the user " + owner);
        }
    }

    private static void requireMode(String key, Path path, Path part, int mode) {
        boolean open = part.equals(path)
                ? (mode & (WRITABLE_BY_GROUP | WRITABLE_BY_ALL)) != 0
                : (mode & WRITABLE_BY_ALL) != 0 && (mode & STICKY) == 0;
        if (open) {
            throw refused(key, path, "others may write to " + part);
        }
    }

    private static FailedPreconditionException refused(String key, Path path, String why) {
        return new FailedPreconditionException("'" + key + "' cannot be " + path + ": " + why
                + ", and could change what is done there as root; look who made it, or set another '" + key
                + "' in etc/io.longshore.runtime.linux.cfg");
    }
}

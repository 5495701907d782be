// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.UnavailableException;
import io.longshore.api.shim.ShimLaunch;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A task needs a shim, says its bundle, whoever has started it.
 *
 * @param group "" for none
 * @param socket where its shim listens; empty if that is not known
 */
record ShimUse(V2Bundle bundle, String group, Optional<Path> socket) {
    /**
     * Of all tasks of a namespace.
     *
     * @throws UnavailableException if that cannot be found out
     */
    static List<ShimUse> in(Path namespaceDirectory) {
        try (DirectoryStream<Path> bundles = Files.newDirectoryStream(namespaceDirectory)) {
            List<ShimUse> uses = new ArrayList<>();
            for (Path directory : bundles) {
                if (!directory.getFileName().toString().startsWith(".")) {
                    V2Bundle bundle = new V2Bundle(directory);
                    bundle.joined().ifPresent(group -> uses.add(new ShimUse(bundle, group, bundle.socket())));
                }
            }
            return uses;
        } catch (NoSuchFileException e) {
            // the state directory is volatile
            return List.of();
        } catch (IOException | DirectoryIteratorException e) {
            throw new UnavailableException("cannot read the bundles in " + namespaceDirectory, e);
        }
    }

    /**
     * Whether another task shares that shim.
     *
     * @param theirs where its shim listens; empty if that is not known
     */
    boolean isSharedBy(ShimLaunch other, Optional<Path> theirs) {
        if (group.isEmpty() && other.group().isEmpty() && V2Program.drivesRunc(other.shimBinary())) {
            // that one is shared by name only
            return false;
        }
        boolean sameGroup = !group.isEmpty() && group.equals(other.group());
        return sameGroup ? ShimGroups.canBeSame(socket, theirs) : theirs.isPresent() && socket.equals(theirs);
    }
}

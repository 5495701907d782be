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
import java.util.Set;
import java.util.stream.Collectors;

/** Finds in the bundles of a namespace whether a task shares its shim with others, whoever has started them. */
record OtherTasks(ShimLaunch launch) implements ShimGroups.Others {
    /** @throws UnavailableException if that cannot be found out */
    @Override
    public boolean areThere() {
        Optional<Path> socket = V2Bundle.of(launch).socket();
        return bundles().stream().anyMatch(other -> isShared(other, socket));
    }

    /**
     * The shims that other tasks need and this one does not share.
     *
     * @throws UnavailableException if that cannot be found out
     */
    Set<ProcessIdentity> foreignShims() {
        Optional<Path> socket = V2Bundle.of(launch).socket();
        return bundles().stream()
                .filter(other -> other.joined().isPresent() && !isShared(other, socket))
                .map(V2Bundle::process)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    private List<V2Bundle> bundles() {
        try (DirectoryStream<Path> bundles =
                Files.newDirectoryStream(launch.bundle().getParent())) {
            List<V2Bundle> others = new ArrayList<>();
            for (Path bundle : bundles) {
                if (!bundle.equals(launch.bundle())
                        && !bundle.getFileName().toString().startsWith(".")) {
                    others.add(new V2Bundle(bundle));
                }
            }
            return others;
        } catch (NoSuchFileException e) {
            // the state directory is volatile
            return List.of();
        } catch (IOException | DirectoryIteratorException e) {
            throw new UnavailableException("cannot read the bundles beside " + launch.bundle(), e);
        }
    }

    private boolean isShared(V2Bundle other, Optional<Path> socket) {
        Optional<String> group = other.joined();
        if (group.isEmpty()) {
            return false;
        }
        if (group.get().isEmpty() && launch.group().isEmpty() && V2Program.drivesRunc(launch.shimBinary())) {
            // that one is shared by name only; and so it is seldom that more has to be read
            return false;
        }
        boolean sameGroup = !launch.group().isEmpty() && group.get().equals(launch.group());
        Optional<Path> theirs = other.socket();
        return sameGroup ? ShimGroups.canBeSame(theirs, socket) : socket.isPresent() && theirs.equals(socket);
    }
}

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
import java.util.Optional;

/** Finds in the bundles of a namespace whether a task shares its shim with others, whoever has started them. */
record OtherTasks(ShimLaunch launch) implements ShimGroups.Others {
    /** @throws UnavailableException if that cannot be found out */
    @Override
    public boolean areThere() {
        if (launch.group().isEmpty() && V2Program.drivesRunc(launch.shimBinary())) {
            // that one is shared by name only
            return false;
        }
        Optional<Path> socket = V2Bundle.of(launch).socket();
        try (DirectoryStream<Path> bundles =
                Files.newDirectoryStream(launch.bundle().getParent())) {
            for (Path bundle : bundles) {
                boolean other = !bundle.equals(launch.bundle())
                        && !bundle.getFileName().toString().startsWith(".");
                if (other && isShared(new V2Bundle(bundle), socket)) {
                    return true;
                }
            }
            return false;
        } catch (NoSuchFileException e) {
            // the state directory is volatile
            return false;
        } catch (IOException | DirectoryIteratorException e) {
            throw new UnavailableException("cannot read the bundles beside " + launch.bundle(), e);
        }
    }

    private boolean isShared(V2Bundle other, Optional<Path> socket) {
        Optional<String> group = other.joined();
        boolean sameGroup = group.filter(name -> !name.isEmpty() && name.equals(launch.group()))
                .isPresent();
        return sameGroup
                || (group.isPresent() && socket.isPresent() && other.socket().equals(socket));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc.internal;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** Whom the other end of a socket must belong to: the user that this process acts as. */
final class OwnUser {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String UIDS = "Uid:\t";
    private static final int EFFECTIVE = 1;

    private static volatile @Nullable UserPrincipal known;

    private OwnUser() {}

    /** @throws IOException if the peer is of another user, or that cannot be told */
    static void requirePeer(SocketChannel channel) throws IOException {
        UserPrincipal peer =
                channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
        UserPrincipal own = own();
        if (!peer.equals(own)) {
            throw new IOException("it belongs to the user " + peer.getName() + ", not to " + own.getName());
        }
    }

    /** Looked up once: a directory service may be asked for the name, and not answer. */
    private static UserPrincipal own() throws IOException {
        UserPrincipal looked = known;
        if (looked == null) {
            looked = lookUp();
            known = looked;
        }
        return looked;
    }

    /** The owner of {@code /proc/self} would not do: where a process may not be dumped, that is root. */
    private static UserPrincipal lookUp() throws IOException {
        String uids = Files.readAllLines(STATUS, StandardCharsets.ISO_8859_1).stream()
                .filter(line -> line.startsWith(UIDS))
                .findFirst()
                .orElseThrow(() -> new IOException(STATUS + " does not say who we are"));
        String uid = uids.substring(UIDS.length()).split("\t", -1)[EFFECTIVE];
        return STATUS.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(uid);
    }
}

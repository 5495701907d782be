// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import io.longshore.api.UnavailableException;
import io.longshore.api.shim.ShimLaunch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The sockets that shims listen on: where they are, and when they appear. Thread-safe. */
final class ShimSockets {
    /** What fits into {@code sockaddr_un} with its final zero byte; the JDK's own limit is one less than the kernel's. */
    static final int MAX_PATH_BYTES = 106;

    private static final String NAME = ".sockets";
    private static final int HASH_BYTES = 16;

    private final Path directory;
    private final Map<Path, CompletableFuture<Void>> awaited = new ConcurrentHashMap<>();

    ShimSockets(Path stateDirectory) {
        directory = stateDirectory.resolve(NAME);
        int length = socket(stateDirectory, new Namespace("a"), new ContainerId("a"))
                .toString()
                .getBytes(StandardCharsets.UTF_8)
                .length;
        if (length > MAX_PATH_BYTES) {
            throw new InvalidArgumentException("the state directory's path is " + (length - MAX_PATH_BYTES)
                    + " bytes too long for sockets in it; set a shorter 'state': " + stateDirectory);
        }
        PrivateDirectory.ensure(directory);
    }

    Path directory() {
        return directory;
    }

    /**
     * Always the same for a task, so it can be found again without having been written down; where the shim was launched,
     * whatever the state directory is now.
     */
    static Path socket(ShimLaunch launch) {
        return socket(launch.stateDirectory(), launch.namespace(), launch.id());
    }

    static Path socket(Path stateDirectory, Namespace namespace, ContainerId id) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((namespace + "/" + id).getBytes(StandardCharsets.UTF_8));
            return stateDirectory.resolve(NAME).resolve(HexFormat.of().formatHex(hash, 0, HASH_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Completes when the socket appears; to be called before its shim is started. */
    CompletableFuture<Void> expect(Path socket) {
        return awaited.computeIfAbsent(socket, path -> new CompletableFuture<>());
    }

    void forget(Path socket) {
        awaited.remove(socket);
    }

    /** For {@link DirectoryWatch}: a socket appeared, or, given the directory, any may have. */
    void appeared(Path path) {
        if (path.equals(directory)) {
            awaited.forEach((socket, future) -> {
                if (Files.exists(socket)) {
                    future.complete(null);
                }
            });
            return;
        }
        CompletableFuture<Void> future = awaited.get(path);
        if (future != null) {
            future.complete(null);
        }
    }

    /** A socket stays behind when its shim is killed. */
    static void remove(Path socket) {
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new UnavailableException("cannot remove the socket " + socket, e);
        }
    }
}

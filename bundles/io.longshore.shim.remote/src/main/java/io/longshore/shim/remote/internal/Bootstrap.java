// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.protobuf.InvalidProtocolBufferException;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.UnavailableException;
import io.longshore.protos.bootstrap.BootstrapResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a shim of the second generation is reached; which it prints when it was started, and in one of three forms:
 *
 * <pre>
 * unix:///run/containerd/s/HASH                                      before containerd 2.0
 * {"version":3,"address":"unix:///run/...","protocol":"ttrpc"}       before containerd 2.3
 * a protobuf BootstrapResult                                         since then
 * </pre>
 *
 * @param version of the task service: 2 or 3
 */
record Bootstrap(int version, Path socket) {
    private static final String UNIX = "unix://";
    private static final String PROTOCOL = "ttrpc";
    private static final int OLDEST = 2;
    private static final int NEWEST = 3;
    private static final int SHOWN = 200;
    private static final Gson GSON = new Gson();

    private record Json(
            int version, @Nullable String address, @Nullable String protocol) {}

    /**
     * @throws FailedPreconditionException if this is a shim that cannot be talked to
     * @throws UnavailableException if it is no such answer
     */
    static Bootstrap parse(byte[] answer) {
        String text = new String(answer, StandardCharsets.UTF_8).strip();
        if (text.startsWith("{")) {
            return json(text);
        }
        if (!text.isEmpty() && text.chars().allMatch(c -> c > 0x1f && c < 0x7f)) {
            return of(OLDEST, text, PROTOCOL);
        }
        try {
            BootstrapResult result = BootstrapResult.parseFrom(answer);
            return of(result.getVersion(), result.getAddress(), result.getProtocol());
        } catch (InvalidProtocolBufferException e) {
            throw new UnavailableException("what the shim answered to its start cannot be decoded: " + shown(text), e);
        }
    }

    private static Bootstrap json(String text) {
        try {
            Json json = GSON.fromJson(text, Json.class);
            return of(
                    json.version,
                    json.address == null ? "" : json.address,
                    json.protocol == null ? PROTOCOL : json.protocol);
        } catch (JsonParseException e) {
            throw new UnavailableException("what the shim answered to its start cannot be decoded: " + shown(text), e);
        }
    }

    private static Bootstrap of(int version, String address, String protocol) {
        if (address.isEmpty()) {
            throw new UnavailableException("the shim has not answered its start with an address");
        }
        if (!protocol.toLowerCase(Locale.ROOT).equals(PROTOCOL)) {
            throw new FailedPreconditionException("the shim speaks " + shown(protocol)
                    + ", and only ttrpc is understood here; use one that speaks that");
        }
        if (version < OLDEST || version > NEWEST) {
            throw new FailedPreconditionException("the shim has version " + version
                    + " of the task service; understood are " + OLDEST + " and " + NEWEST);
        }
        String path = address.startsWith(UNIX) ? address.substring(UNIX.length()) : address;
        try {
            Path socket = Path.of(path);
            int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
            if (!socket.isAbsolute() || length > ShimSockets.MAX_PATH_BYTES) {
                throw new FailedPreconditionException(
                        "the shim listens at " + shown(address) + ", which is not the path of a unix socket, of "
                                + ShimSockets.MAX_PATH_BYTES + " bytes at the most");
            }
            return new Bootstrap(version, socket);
        } catch (InvalidPathException e) {
            throw new UnavailableException("the shim's address is not one: " + shown(address), e);
        }
    }

    /** What it printed goes into messages: not without end, and without escapes. */
    private static String shown(String text) {
        return safe(text.length() <= SHOWN ? text : text.substring(0, SHOWN));
    }

    /** What a program printed, without what a terminal or a log would take for more than text. */
    static String safe(String text) {
        StringBuilder safe = new StringBuilder();
        text.chars().forEach(c -> safe.append(c > 0x1f && c < 0x7f ? (char) c : '?'));
        return safe.toString();
    }

    /** As other tools look for it in a bundle. */
    String address() {
        return UNIX + socket;
    }

    String toJson() {
        return GSON.toJson(Map.of("version", version, "address", address(), "protocol", PROTOCOL));
    }
}

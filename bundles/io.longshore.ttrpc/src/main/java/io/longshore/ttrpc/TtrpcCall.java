// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call to make: what to say, to whom, and for how long to wait. Immutable; may be made several times.
 *
 * @param payload the encoded request message
 * @param parser decodes the answer; called on the blocking caller's own thread, or on the loop's executor
 * @param timeout told to the peer and enforced here; {@code null} waits as long as the connection lasts
 * @param metadata travels beside the payload; a key may have several values
 */
public record TtrpcCall<T>(
        TtrpcMethod method,
        ByteString payload,
        Parser<T> parser,
        @Nullable Duration timeout,
        Map<String, List<String>> metadata) {

    private static final Duration LONGEST = Duration.ofDays(36_500);

    public TtrpcCall {
        if (timeout != null) {
            checkTimeout(timeout);
        }
        metadata = TtrpcMetadata.copyOf(metadata);
    }

    /** A call without a timeout and without metadata. */
    public static <T> TtrpcCall<T> of(String service, String method, MessageLite request, Parser<T> parser) {
        return new TtrpcCall<>(new TtrpcMethod(service, method), request.toByteString(), parser, null, Map.of());
    }

    /**
     * Sets the timeout.
     *
     * @throws IllegalArgumentException if not positive, or longer than 100 years
     */
    public TtrpcCall<T> withTimeout(Duration newTimeout) {
        return new TtrpcCall<>(method, payload, parser, newTimeout, metadata);
    }

    /** Adds a value to those the key has already. */
    public TtrpcCall<T> withMetadata(String key, String value) {
        return new TtrpcCall<>(method, payload, parser, timeout, TtrpcMetadata.with(metadata, key, value));
    }

    static void checkTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("timeout must be positive and at most 100 years: " + timeout);
        }
    }
}

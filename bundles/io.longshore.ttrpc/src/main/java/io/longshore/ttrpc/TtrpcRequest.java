// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call as it arrived at a server.
 *
 * @param timeout how long the client said it would wait, from when it sent the call; {@code null} if it did not say
 */
public record TtrpcRequest(
        TtrpcMethod method,
        ByteString payload,
        Map<String, List<String>> metadata,
        @Nullable Duration timeout) {

    public TtrpcRequest {
        metadata = TtrpcMetadata.copyOf(metadata);
    }

    /**
     * Decodes the payload.
     *
     * @throws TtrpcException with {@link TtrpcCode#INVALID_ARGUMENT}, fit to be the answer, if it is no such message
     */
    public <T> T decode(Parser<T> parser) {
        try {
            return parser.parseFrom(payload);
        } catch (InvalidProtocolBufferException e) {
            throw new TtrpcException(
                    TtrpcException.Kind.STATUS,
                    TtrpcCode.INVALID_ARGUMENT,
                    "the payload of " + method + " cannot be decoded",
                    e);
        }
    }
}

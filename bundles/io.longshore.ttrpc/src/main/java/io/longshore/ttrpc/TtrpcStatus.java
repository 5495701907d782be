// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

import com.google.protobuf.Any;
import java.io.Serializable;
import java.util.List;

/**
 * The status part of an answer.
 *
 * @param message for people; never decide by it
 * @param details machine-readable additions, as the peer sent them; usually empty
 */
public record TtrpcStatus(TtrpcCode code, String message, List<Any> details) implements Serializable {

    public TtrpcStatus {
        details = List.copyOf(details);
    }

    public TtrpcStatus(TtrpcCode code, String message) {
        this(code, message, List.of());
    }
}

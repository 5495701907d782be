// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import com.google.protobuf.Empty;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.ttrpc.TtrpcCall;
import io.longshore.ttrpc.TtrpcClient;
import io.longshore.ttrpc.TtrpcException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls one service of a shim, for one task: with its namespace, a deadline, and failures in our own kinds of error. */
final class ShimCaller {
    private static final Logger LOG = LoggerFactory.getLogger(ShimCaller.class);
    private static final String NAMESPACE = "containerd-namespace-ttrpc";

    private final ShimLaunch launch;
    private final String service;
    private final TtrpcClient client;

    ShimCaller(ShimLaunch launch, String service, TtrpcClient client) {
        this.launch = launch;
        this.service = service;
        this.client = client;
    }

    <T> T call(String method, MessageLite request, Parser<T> parser, Duration timeout) {
        return call(method, request, parser, timeout, () -> {});
    }

    /** @param refused runs if not even a part of the request was sent */
    <T> T call(String method, MessageLite request, Parser<T> parser, Duration timeout, Runnable refused) {
        try {
            return client.call(prepare(method, request, parser), timeout);
        } catch (TtrpcException e) {
            if (e.kind() == TtrpcException.Kind.REFUSED) {
                refused.run();
            }
            throw WireErrors.translate(what(method), e);
        }
    }

    /** A call whose answer says nothing but that it was done. */
    void tell(String method, MessageLite request, Duration timeout) {
        Empty done = call(method, request, Empty.parser(), timeout);
        LOG.debug("namespace={} id={}: {} done {}", launch.namespace(), launch.id(), method, done);
    }

    /** Waits as long as the connection lasts. */
    <T> CompletionStage<T> callAsync(String method, MessageLite request, Parser<T> parser) {
        return client.callAsync(prepare(method, request, parser)).handle((answer, failure) -> {
            if (answer == null) {
                throw translate(method, failure);
            }
            return answer;
        });
    }

    private <T> TtrpcCall<T> prepare(String method, MessageLite request, Parser<T> parser) {
        return TtrpcCall.of(service, method, request, parser)
                .withMetadata(NAMESPACE, launch.namespace().name());
    }

    private RuntimeException translate(String method, Throwable failure) {
        return failure instanceof TtrpcException known
                ? WireErrors.translate(what(method), known)
                : new IllegalStateException(what(method), failure);
    }

    private String what(String method) {
        return "task " + launch.namespace() + "/" + launch.id() + ": " + method.toLowerCase(Locale.ROOT);
    }
}

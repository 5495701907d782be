// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc.internal;

import io.longshore.ttrpc.TtrpcHandler;
import io.longshore.ttrpc.TtrpcLimits;
import io.longshore.ttrpc.TtrpcMethod;
import java.util.Map;
import java.util.concurrent.Executor;

/** What all connections of a server have in common. */
public record ServerSide(Map<TtrpcMethod, TtrpcHandler> handlers, Executor executor, TtrpcLimits limits) {}

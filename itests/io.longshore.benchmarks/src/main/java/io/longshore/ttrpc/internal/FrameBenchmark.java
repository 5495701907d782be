// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc.internal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.longshore.ttrpc.TtrpcException;
import io.longshore.ttrpc.internal.wire.KeyValue;
import io.longshore.ttrpc.internal.wire.Request;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The codec of ttrpc, from which nobody outside its package can see a single frame: it is here for that. */
@State(Scope.Thread)
public class FrameBenchmark {
    private static final int PAYLOAD = 200;

    private final Taken taken = new Taken();
    private final FrameReader reader = new FrameReader(taken);
    private Request request = Request.getDefaultInstance();
    private byte[] bytes = {};

    @Setup
    public void prepare() {
        request = Request.newBuilder()
                .setService("containerd.runtime.linux.shim.v1.Shim")
                .setMethod("State")
                .setPayload(ByteString.copyFrom(new byte[PAYLOAD]))
                .setTimeoutNano(1_000_000_000L)
                .addMetadata(KeyValue.newBuilder()
                        .setKey("containerd-namespace-ttrpc")
                        .setValue("default"))
                .build();
        bytes = Frame.encode(1, Frame.REQUEST, request).array();
    }

    @Benchmark
    public Object encode() {
        return Frame.encode(1, Frame.REQUEST, request);
    }

    @Benchmark
    public @Nullable Object decode() throws InvalidProtocolBufferException {
        reader.read(ByteBuffer.wrap(bytes));
        return Request.parseFrom(taken.data);
    }

    private static final class Taken implements FrameHandler {
        private byte[] data = {};

        @Override
        public void header(Frame.Header header) {
            // nothing in it is wrong
        }

        @Override
        public void frame(Frame.Header header, byte[] complete) {
            data = complete;
        }

        @Override
        public void oversized(Frame.Header header) {
            throw new IllegalStateException("the frame is too long");
        }

        @Override
        public void ended(TtrpcException cause) {
            throw cause;
        }
    }
}

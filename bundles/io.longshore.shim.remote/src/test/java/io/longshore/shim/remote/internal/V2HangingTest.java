// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import io.longshore.api.LongshoreException;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.ttrpc.TtrpcCode;
import io.longshore.ttrpc.TtrpcException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** A shared shim hangs, so that several who join it do not learn which process it is: it does not outlive the last of them. */
class V2HangingTest extends V2DriverFixture {
    private final BlockingQueue<CompletableFuture<MessageLite>> unanswered = new LinkedBlockingQueue<>();

    /**
     * A start that waits for its shim's answer.
     *
     * @param outcome null if it went well
     */
    private record Waiting(CompletableFuture<Throwable> outcome, CompletableFuture<MessageLite> answer) {
        void fails() throws Exception {
            answer.completeExceptionally(new TtrpcException(TtrpcCode.INTERNAL, "given up"));
            assertThat(outcome.get(10, SECONDS)).isInstanceOf(LongshoreException.class);
        }
    }

    private void hang() {
        fake.handle("Connect", request -> {
            CompletableFuture<MessageLite> answer = new CompletableFuture<>();
            unanswered.add(answer);
            return answer;
        });
    }

    private Waiting start(ShimLaunch launch) throws Exception {
        CompletableFuture<Throwable> outcome = CompletableFuture.supplyAsync(() -> {
            try {
                driver.start(launch, LONG).close();
                return null;
            } catch (LongshoreException e) {
                return e;
            }
        });
        CompletableFuture<MessageLite> asked = unanswered.poll(10, SECONDS);
        assertThat(asked).isNotNull();
        return new Waiting(outcome, asked);
    }

    @Test
    void shimOfANewGroupEndsWithTheLastThatHasWaitedForIt() throws Exception {
        ShimLaunch founder = launch("founder", "pod");
        Process shim = named(founder);
        try {
            hang();
            Waiting first = start(founder);
            Waiting one = start(launch("one", "pod"));
            Waiting two = start(launch("two", "pod"));

            first.fails();
            one.fails();
            assertThat(shim.isAlive()).isTrue();
            two.fails();

            assertThat(endsSoon(shim)).isTrue();
        } finally {
            shim.destroyForcibly();
        }
    }

    @Test
    void shimThatHangsSinceItsFounderHasItEndsWithTheLastThatHasWaitedForIt() throws Exception {
        Shim founder = driver.start(launch("founder", "pod"), LONG);
        hang();
        Waiting one = start(launch("one", "pod"));
        Waiting two = start(launch("two", "pod"));

        founder.end(LONG);
        one.fails();
        assertThat(fake.process().isAlive()).isTrue();
        two.fails();

        assertThat(endsSoon(fake.process())).isTrue();
    }
}

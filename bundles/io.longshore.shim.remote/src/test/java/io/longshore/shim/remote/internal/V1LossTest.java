// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Exit;
import io.longshore.protos.shim.v1.WaitResponse;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** The end of a shim, and of the connection to it. */
class V1LossTest extends V1ShimFixture {
    @Test
    void lostConnectionIsTold() throws Exception {
        answers.put("Wait", new CompletableFuture<WaitResponse>());
        CompletableFuture<Exit> exit = shim.exit(null).toCompletableFuture();
        assertThat(request()).isNotNull();

        server.close();

        shim.lost().toCompletableFuture().get(10, SECONDS);
        assertThatThrownBy(() -> exit.get(10, SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> shim.start(null, LONG)).isInstanceOf(UnavailableException.class);
    }

    @Test
    void endedProcessIsToldThoughTheConnectionStands() throws Exception {
        process.ended.complete(null);

        shim.lost().toCompletableFuture().get(10, SECONDS);
    }

    @Test
    void closingIsNoLoss() throws Exception {
        CompletableFuture<Void> lost = shim.lost().toCompletableFuture();

        shim.close();
        process.ended.complete(null);
        server.close();

        assertThat(lost).isNotDone();
        assertThat(process.kills).isZero();
    }

    @Test
    void endingKillsOnceAndIsNoLoss() {
        CompletableFuture<Void> lost = shim.lost().toCompletableFuture();

        shim.end(LONG);
        shim.end(LONG);

        assertThat(process.kills).isEqualTo(1);
        assertThat(lost).isNotDone();
    }

    @Test
    void endingWhatWasLetGoOfMeanwhileIsUnavailable() {
        process.ended.completeExceptionally(new CancellationException("closed"));

        assertThatThrownBy(() -> shim.end(LONG)).isInstanceOf(UnavailableException.class);
    }
}

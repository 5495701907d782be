// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a request carries, in pieces; whole ones are in {@link LoginTest}. */
class BodyReaderTest {
    private final FakeExchange exchange = new FakeExchange();
    private final List<String> users = new ArrayList<>();
    private Runnable tooSlow = () -> {};
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1) {
        @Override
        public ScheduledFuture<?> schedule(Runnable action, long delay, TimeUnit unit) {
            assertThat(unit.toSeconds(delay)).isEqualTo(10);
            tooSlow = action;
            return super.schedule(() -> {}, 1, TimeUnit.DAYS);
        }
    };

    @BeforeEach
    void read() throws IOException {
        BodyReader.read(
                exchange.request,
                exchange.response,
                clock,
                (answer, body) -> answer.give(() -> users.add(body.string("user")), result -> result));
    }

    @AfterEach
    void stop() {
        clock.shutdownNow();
    }

    @Test
    void whatComesInPiecesIsOneBody() throws IOException {
        exchange.in.arrive("{\"user\":");
        exchange.in.arrive("\"anna\"}");
        assertThat(users).isEmpty();
        exchange.in.finish();
        tooSlow.run();

        assertThat(users).containsExactly("anna");
        assertThat(exchange.statuses).containsExactly(200);
        assertThat(exchange.completions).isEqualTo(1);
    }

    @Test
    void whoSendsTooSlowlyIsRefusedAndNothingIsDone() throws IOException {
        exchange.in.arrive("{\"user\":\"anna\"}");
        tooSlow.run();
        exchange.in.finish();

        assertThat(users).isEmpty();
        assertThat(exchange.statuses).containsExactly(400);
        assertThat(exchange.text()).contains("too slowly");
        assertThat(exchange.completions).isEqualTo(1);
    }

    @Test
    void whoSendsTooMuchIsRefusedAtOnce() throws IOException {
        exchange.in.arrive(" ".repeat(Body.MAX_BYTES + 8192));
        exchange.in.finish();

        assertThat(users).isEmpty();
        assertThat(exchange.statuses).containsExactly(413);
        assertThat(exchange.completions).isEqualTo(1);
    }

    @Test
    void aRequestThatBreaksOffIsEnded() {
        exchange.in.listener().onError(new IOException("connection reset"));
        tooSlow.run();

        assertThat(users).isEmpty();
        assertThat(exchange.completions).isEqualTo(1);
    }

    @Test
    void whatIsNoRequestIsRefused() throws IOException {
        exchange.in.arrive("{}");
        exchange.in.finish();

        assertThat(exchange.statuses).containsExactly(400);
        assertThat(exchange.text()).contains("user is missing");
    }
}

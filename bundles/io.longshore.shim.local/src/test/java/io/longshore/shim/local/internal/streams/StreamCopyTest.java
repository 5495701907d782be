// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.posix.LinuxPosix;
import io.longshore.posix.Pipe;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StreamCopyTest {
    private final LinuxPosix posix = new LinuxPosix();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final AtomicInteger ends = new AtomicInteger();
    private final Sink sink = new Sink();
    private Pipe pipe;

    @BeforeEach
    void open() {
        pipe = posix.pipe();
    }

    @AfterEach
    void close() throws Exception {
        pipe.reader().close();
        pipe.writer().close();
        threads.shutdownNow();
        assertThat(threads.awaitTermination(30, SECONDS)).isTrue();
        posix.close();
    }

    /** Has room for so much, and then for more when the test says so. */
    private static final class Sink implements Target {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private CompletableFuture<Void> writable = new CompletableFuture<>();
        private int room;

        synchronized void makeRoom(int bytes) {
            room += bytes;
            CompletableFuture<Void> told = writable;
            writable = new CompletableFuture<>();
            told.complete(null);
        }

        synchronized String text() {
            return taken.toString(UTF_8);
        }

        @Override
        public synchronized int write(byte[] bytes, int offset, int length) {
            int count = Math.min(length, room);
            taken.write(bytes, offset, count);
            room -= count;
            return count;
        }

        @Override
        public synchronized CompletionStage<Void> writable() {
            return room > 0 ? CompletableFuture.completedStage(null) : writable;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    private StreamCopy copy(Target target, boolean toTheEnd) {
        StreamCopy copy = new StreamCopy("a stream", pipe.reader(), target, toTheEnd, threads, ends::incrementAndGet);
        copy.start();
        return copy;
    }

    private void write(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        assertThat(pipe.writer().write(bytes, 0, bytes.length)).isEqualTo(bytes.length);
    }

    private static void ended(StreamCopy copy) throws Exception {
        copy.ended().get(30, SECONDS);
    }

    @Test
    void everythingArrivesAsThereIsRoomForIt() throws Exception {
        sink.makeRoom(3);
        StreamCopy copy = copy(sink, true);
        write("hello");
        await().until(() -> sink.text().equals("hel"));

        sink.makeRoom(4);
        write(" world");
        await().until(() -> sink.text().equals("hello w"));
        pipe.writer().close();
        sink.makeRoom(100);

        ended(copy);
        assertThat(sink.text()).isEqualTo("hello world");
        assertThat(copy.close()).as("something is lost").isFalse();
        assertThat(ends).hasValue(1);
    }

    @Test
    void whatIsCutOffWhileItIsUnderWayIsLostAndThatIsSaid() throws Exception {
        sink.makeRoom(3);
        StreamCopy copy = copy(sink, true);
        write("hello");
        await().until(() -> sink.text().equals("hel"));

        assertThat(copy.close()).as("something is lost").isTrue();
        assertThat(copy.close()).as("once more").isFalse();

        ended(copy);
        assertThat(ends).hasValue(1);
    }

    @Test
    void whoseReaderIsGoneIsDroppedToTheEndSoThatNobodyHangs() throws Exception {
        Pipe broken = posix.pipe();
        broken.reader().close();
        StreamCopy copy = copy(new FdTarget(broken.writer()), true);

        // more than the pipe holds
        for (int i = 0; i < 10; i++) {
            String many = "x".repeat(30_000);
            pipe.writer().writable().toCompletableFuture().get(30, SECONDS);
            await().until(() -> pipe.writer().write(many.getBytes(UTF_8), 0, many.length()) > 0);
        }
        pipe.writer().close();

        ended(copy);
        assertThat(ends).hasValue(1);
    }

    @Test
    void inputThatNobodyReadsAnyMoreEnds() throws Exception {
        Pipe broken = posix.pipe();
        broken.reader().close();
        StreamCopy copy = copy(new FdTarget(broken.writer()), false);

        write("hello");

        ended(copy);
        broken.writer().close();
        assertThat(ends).hasValue(1);
    }

    @Test
    void itEndsWhenNobodyTellsAnyMoreThatSomethingCame() throws Exception {
        StreamCopy copy = copy(sink, true);
        sink.makeRoom(10);
        write("x");
        await().until(() -> sink.text().equals("x"));

        posix.close();

        ended(copy);
        assertThat(ends).hasValue(1);
    }

    @Test
    void itEndsWhenNobodyTellsAnyMoreThatThereIsRoom() throws Exception {
        sink.writable.completeExceptionally(new IllegalStateException("the thread that tells has died"));
        StreamCopy copy = copy(sink, true);

        write("x");

        ended(copy);
        assertThat(ends).hasValue(1);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.soak;

import io.longshore.api.ContainerId;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.LongshoreException;
import io.longshore.itests.support.AcknowledgedEvents;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The process that is killed: lives of tasks of all kinds, side by side, until its input ends or it is killed. Says on its output,
 * one line each, how it is ({@link Sample}), and what was wrong.
 */
public final class Load {
    static final String WRONG = "wrong ";
    static final String STOPPED = "stopped";
    private static final int THREADS = 8;
    private static final long SAMPLE_SECONDS = 5;
    private static final long CATCH_UP_SECONDS = 60;
    private static final long END_MINUTES = 5;

    private final Rig rig;
    private final Lines done;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicInteger lives = new AtomicInteger();
    private final AtomicInteger late = new AtomicInteger();

    private Load(Rig rig, Lines done) {
        this.rig = rig;
        this.done = done;
    }

    /** @param words the directory of {@link SoakFiles} */
    public static void main(String[] words) throws Exception {
        SoakFiles files = new SoakFiles(Path.of(words[0]));
        try (AcknowledgedEvents sent = new AcknowledgedEvents(files.sent());
                Lines done = new Lines(files.done())) {
            Rig rig = Rig.openAgain(ShimKind.LOCAL, files.directory(), settings -> settings, sent::before);
            try (EventDiary consumer = EventDiary.open(files.received(), rig.events())) {
                new Load(rig, done).run();
                long last = rig.events().lastSequence();
                say(
                        consumer.await(last, CATCH_UP_SECONDS)
                                ? STOPPED
                                : WRONG + "event number " + last + " does not arrive");
            }
        }
        // what is not a daemon would keep it alive
        Runtime.getRuntime().halt(0);
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private void run() throws InterruptedException {
        daemon("soak-input", this::awaitEndOfInput).start();
        List<Thread> threads = new ArrayList<>();
        List<ShimKind> kinds = ShimKind.all().toList();
        for (int i = 0; i < THREADS; i++) {
            ShimKind kind = kinds.get(i % kinds.size());
            // all of them but the first share a shim
            String group = kind == ShimKind.V2 && i >= kinds.size() ? "together" : "";
            Life life = new Life(rig, new ContainerId("soak-" + i), kind, group, done);
            threads.add(new Thread(() -> live(life), "soak-" + i));
        }
        threads.forEach(Thread::start);
        while (!stop.await(SAMPLE_SECONDS, TimeUnit.SECONDS)) {
            say(Sample.now(lives.get(), late.get()).toString());
        }
        for (Thread thread : threads) {
            thread.join(TimeUnit.MINUTES.toMillis(END_MINUTES));
        }
        say(Sample.now(lives.get(), late.get()).toString());
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** It ends when whoever started this says so, or is no more. */
    private void awaitEndOfInput() {
        try {
            System.in.readAllBytes();
        } catch (IOException e) {
            say(WRONG + e);
        } finally {
            stop.countDown();
        }
    }

    private void live(Life life) {
        try {
            life.begin();
            while (stop.getCount() > 0) {
                liveOnce(life);
            }
        } catch (LongshoreException | IllegalStateException e) {
            say(WRONG + Thread.currentThread().getName() + ": " + e);
        }
    }

    private void liveOnce(Life life) {
        try {
            if (!life.live()) {
                say(WRONG + Thread.currentThread().getName() + ": a process ended as it was not told to");
            }
            lives.incrementAndGet();
        } catch (DeadlineExceededException e) {
            // a slow machine can make anything late; then it is counted, and begun anew
            late.incrementAndGet();
            life.removeTask();
        }
    }
}

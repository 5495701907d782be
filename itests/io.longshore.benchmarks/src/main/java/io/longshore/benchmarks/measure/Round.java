// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.measure;

/** What a contestant does once. */
@FunctionalInterface
public interface Round {
    /**
     * Does it.
     *
     * @param number counts from 0, those to warm up included
     * @return the nanoseconds that count
     */
    long run(int number) throws Exception;

    /** All of it counts. */
    static Round timed(Work work) {
        return number -> {
            long begun = System.nanoTime();
            work.run(number);
            return System.nanoTime() - begun;
        };
    }

    /** Something to be timed. */
    @FunctionalInterface
    interface Work {
        void run(int number) throws Exception;
    }
}

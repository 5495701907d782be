// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import io.longshore.itests.support.EndInOrder;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command: walks with one seed after another, until the time is over or something is wrong. */
public final class WalkCommand {
    private static final int HIGHEST_RANDOM_SEED = 1_000_000_000;

    private WalkCommand() {}

    /** Ends the JVM: with 0, or with 1 if something was wrong or it was broken off, or with 2 if the arguments are wrong. */
    public static void main(String[] words) {
        WalkArguments arguments;
        try {
            arguments = WalkArguments.parse(List.of(words), new SecureRandom().nextInt(HIGHEST_RANDOM_SEED));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(WalkArguments.USAGE);
            System.exit(2);
            return;
        }
        EndInOrder end = EndInOrder.ofThisThread();
        int status = run(arguments, end);
        if (end.over()) {
            System.exit(status);
        }
    }

    private static int run(WalkArguments arguments, EndInOrder end) {
        long over = System.nanoTime() + TimeUnit.MINUTES.toNanos(arguments.minutes());
        try {
            for (long seed = arguments.seed(); System.nanoTime() < over && !end.isWanted(); seed++) {
                System.out.println("seed " + seed);
                walk(seed, arguments.rounds(), over, end);
            }
        } catch (Exception | AssertionError e) {
            if (!end.isWanted()) {
                e.printStackTrace();
                return 1;
            }
        }
        if (end.isWanted()) {
            System.out.println("Broken off.");
        }
        return end.isWanted() ? 1 : 0;
    }

    private static void say(String line) {
        System.out.println(line);
    }

    private static void walk(long seed, int rounds, long over, EndInOrder end) throws Exception {
        try (Walk walk = new Walk(seed, WalkCommand::say)) {
            try {
                while (walk.rounds() < rounds && System.nanoTime() < over && !end.isWanted()) {
                    walk.round();
                }
                walk.deleteAll();
            } finally {
                System.out.println(walk.diary().moves() + " moves in " + walk.rounds() + " rounds, by how they ended:");
                System.out.print(walk.diary().table());
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.soak;

import io.longshore.itests.support.EndInOrder;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The command: soaks for as long as it is told, and prints a table. */
public final class SoakCommand {
    private SoakCommand() {}

    /** Ends the JVM: with 0, or with 1 if something was wrong or it was broken off, or with 2 if the arguments are wrong. */
    public static void main(String[] words) {
        SoakArguments arguments;
        try {
            arguments = SoakArguments.parse(List.of(words));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(SoakArguments.USAGE);
            System.exit(2);
            return;
        }
        EndInOrder end = EndInOrder.ofThisThread();
        int status = run(arguments, end);
        if (end.over()) {
            System.exit(status);
        }
    }

    private static int run(SoakArguments arguments, EndInOrder end) {
        Soak soak = new Soak(
                Duration.ofMinutes(arguments.minutes()),
                Duration.ofSeconds(arguments.killEvery()),
                line -> System.out.println(
                        LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + " " + line));
        try {
            List<String> wrong = soak.run(end::isWanted);
            System.out.print(soak.table());
            wrong.forEach(System.out::println);
            System.out.println(
                    end.isWanted() ? "Broken off." : wrong.isEmpty() ? "All is well." : wrong.size() + " are wrong.");
            return wrong.isEmpty() && !end.isWanted() ? 0 : 1;
        } catch (Exception | AssertionError e) {
            e.printStackTrace();
            return 1;
        }
    }
}

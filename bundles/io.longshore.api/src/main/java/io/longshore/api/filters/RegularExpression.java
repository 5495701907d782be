// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.filters;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.longshore.api.InvalidArgumentException;
import org.jspecify.annotations.Nullable;

/** A regular expression that is linear in the text, and of bounded size: RE2/J recurses for each optional step. */
final class RegularExpression {
    static final int MAX_LENGTH = 1000;
    static final int MAX_STEPS = 500;

    private static final int MAX_EXPANSION = 250_000;
    private static final int TOO_MANY = MAX_EXPANSION + 1;
    private static final Pattern COUNT = Pattern.compile("\\{([0-9]+)(?:,([0-9]*))?\\}");

    private static final Pattern ANY_CASE = Pattern.compile("\\(\\?[imsU]*i[imsU]*(?:-[imsU]*)?[:)]");

    /** Of which RE2/J 1.8 looks for the other cases without an end if U+1C80 to U+1C88 are among them, also within a range. */
    private static final Pattern BEYOND_ASCII = Pattern.compile("[^\\x00-\\x7f]|\\\\[x0-7]");

    private final Pattern pattern;

    private RegularExpression(Pattern pattern) {
        this.pattern = pattern;
    }

    /** @param begin where it is in the filter */
    static RegularExpression compile(String expression, Cursor in, int begin) {
        if (expression.length() > MAX_LENGTH) {
            throw in.refused(begin, "expected a regular expression of at most " + MAX_LENGTH + " characters");
        }
        if (expansion(expression) > MAX_EXPANSION) {
            throw tooLarge(in, begin);
        }
        if (ANY_CASE.matcher(expression).find()
                && BEYOND_ASCII.matcher(expression).find()) {
            throw in.refused(begin, "expected a regular expression without (?i), or with characters of ASCII only");
        }
        try {
            Pattern pattern = Pattern.compile(expression);
            if (pattern.programSize() > MAX_STEPS) {
                throw tooLarge(in, begin);
            }
            return new RegularExpression(pattern);
        } catch (PatternSyntaxException e) {
            throw in.refused(begin, "expected a regular expression: " + e.getDescription());
        }
    }

    boolean matches(String text) {
        return pattern.matcher(text).find();
    }

    /** An upper bound of the steps, from multiplying all counted repetitions; compiling takes memory in that order. */
    private static long expansion(String expression) {
        long expansion = expression.length();
        Matcher counts = COUNT.matcher(expression);
        while (counts.find() && expansion <= MAX_EXPANSION) {
            expansion *= Math.max(1, Math.max(count(counts.group(1)), count(counts.group(2))));
        }
        return expansion;
    }

    private static long count(@Nullable String digits) {
        if (digits == null || digits.isEmpty()) {
            return 1;
        }
        long count = digits.length() > 4 ? Long.MAX_VALUE : Long.parseLong(digits);
        // at least as many steps, but compiling an optional one would recurse that often before they are counted
        return count > MAX_STEPS ? TOO_MANY : count;
    }

    private static InvalidArgumentException tooLarge(Cursor in, int begin) {
        return in.refused(
                begin,
                "expected a smaller regular expression, of at most " + MAX_STEPS + " steps with its repetitions");
    }
}

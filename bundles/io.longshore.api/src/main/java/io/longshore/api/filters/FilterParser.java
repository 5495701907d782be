// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.filters;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads one filter.
 *
 * <pre>
 * filter   = selector { "," selector }
 * selector = path [ ( "==" | "!=" ) value | "~=" expression ]
 * path     = name { "." name }
 * name     = { letter | digit | "_" | "-" } | quoted
 * value, expression = quoted | visible characters other than ","
 * </pre>
 */
final class FilterParser {
    private final Cursor in;

    FilterParser(String filter) {
        in = new Cursor(filter);
    }

    List<Selector> parse() {
        List<Selector> selectors = new ArrayList<>();
        do {
            selectors.add(selector());
        } while (in.accept(','));
        if (in.peek() != Cursor.END) {
            throw in.expected("',' or the end");
        }
        return List.copyOf(selectors);
    }

    private Selector selector() {
        List<String> path = path();
        in.skipSpace();
        if (in.peek() == Cursor.END || in.peek() == ',') {
            return new Selector(path, text -> text != null);
        }
        return new Selector(path, condition(operator()));
    }

    private List<String> path() {
        List<String> path = new ArrayList<>();
        do {
            path.add(name());
        } while (in.accept('.'));
        return path;
    }

    private String name() {
        in.skipSpace();
        if (in.peek() == '"') {
            return Quoted.read(in);
        }
        String name = in.takeWhile(FilterParser::isOfName);
        if (name.isEmpty()) {
            throw in.expected("a field name");
        }
        return name;
    }

    private String operator() {
        int begin = in.at();
        String operator = in.takeWhile(c -> c == '=' || c == '!' || c == '~');
        return switch (operator) {
            case "==", "!=", "~=" -> operator;
            case "" -> throw in.expected("==, != or ~=");
            default -> throw in.expected(begin, "==, != or ~=", "'" + operator + "'");
        };
    }

    private Predicate<@Nullable String> condition(String operator) {
        in.skipSpace();
        int begin = in.at();
        if (operator.equals("~=")) {
            RegularExpression expression = RegularExpression.compile(value("/|\""), in, begin);
            return text -> expression.matches(text == null ? "" : text);
        }
        if (in.peek() == '|') {
            throw in.expected("a value; only a regular expression can be between bars");
        }
        // a slash here begins a path, such as a topic
        String value = value("\"");
        return operator.equals("==") ? text -> value.equals(text) : text -> !value.equals(text == null ? "" : text);
    }

    private String value(String quotes) {
        if (quotes.indexOf(in.peek()) >= 0) {
            return Quoted.read(in);
        }
        String value = in.takeWhile(c -> c != ',' && Cursor.isVisible(c));
        if (value.isEmpty()) {
            throw in.expected("a value");
        }
        return value;
    }

    private static boolean isOfName(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
}

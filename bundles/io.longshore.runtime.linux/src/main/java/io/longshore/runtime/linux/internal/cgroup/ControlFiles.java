// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal.cgroup;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one cgroup directory. Everything here is null for what is not there, cannot be read, or is no sensible value.
 *
 * @param directory null if there is none
 */
record ControlFiles(@Nullable Path directory) {
    private static final Logger LOG = LoggerFactory.getLogger(ControlFiles.class);

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,19}");

    /** Version 1 writes "no limit" as the greatest multiple of the page size, and the greatest pages have 64 KiB. */
    private static final long NO_LIMIT = Long.MAX_VALUE / (64 << 10) * (64 << 10);

    @Nullable
    String text(String file) {
        if (directory == null) {
            return null;
        }
        try {
            return KernelFile.read(directory.resolve(file));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            LOG.debug("no value from {} in {}", file, directory, e);
            return null;
        }
    }

    @Nullable
    Long number(String file) {
        String text = text(file);
        return text == null ? null : parse(text.strip());
    }

    /** Null also if there is no limit. */
    @Nullable
    Long limit(String file) {
        Long limit = number(file);
        return limit == null || limit >= NO_LIMIT ? null : limit;
    }

    /** The number after a key, in a file with one key and number a line. */
    @Nullable
    Long keyed(String file, String key) {
        String text = text(file);
        if (text == null) {
            return null;
        }
        return text.lines()
                .filter(line -> line.startsWith(key + " "))
                .findFirst()
                .map(line -> parse(line.substring(key.length() + 1)))
                .orElse(null);
    }

    /** As {@link #keyed}, in another unit. */
    @Nullable
    Long keyed(String file, String key, long factor) {
        Long value = keyed(file, key);
        return value == null || value > Long.MAX_VALUE / factor ? null : Long.valueOf(value * factor);
    }

    static @Nullable Long parse(String digits) {
        if (!DIGITS.matcher(digits).matches()) {
            return null;
        }
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException e) {
            // the 19 digits make more than a long
            return null;
        }
    }

    static @Nullable Long sum(@Nullable Long one, @Nullable Long two) {
        return one == null || two == null || one > Long.MAX_VALUE - two ? null : Long.valueOf(one + two);
    }
}

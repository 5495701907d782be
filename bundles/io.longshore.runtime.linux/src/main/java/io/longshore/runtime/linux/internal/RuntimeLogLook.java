// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.UnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last lines of what the OCI runtime, the shim and criu have logged about a task; never more than a screen. */
record RuntimeLogLook(OciBundle bundle) {
    private static final String NAME = "log";
    private static final int MAX_BYTES = 4096;
    private static final int MAX_LINES = 8;
    private static final int MAX_FILES = 6;
    private static final Logger LOG = LoggerFactory.getLogger(RuntimeLogLook.class);

    Sight look() {
        List<String> parts = new ArrayList<>();
        for (Path file : files()) {
            String text = tail(file);
            if (!text.isEmpty()) {
                parts.add(file + ":\n" + text);
            }
        }
        if (parts.isEmpty()) {
            return Sight.ok(NAME, "neither the OCI runtime nor the shim has logged anything");
        }
        String all = String.join("\n", parts);
        // the OCI runtime's own word, in JSON, for what has failed
        boolean failed = all.contains("\"level\":\"error\"") || all.contains("\"level\":\"fatal\"");
        return failed ? Sight.warning(NAME, all, "read what the OCI runtime says above") : Sight.ok(NAME, all);
    }

    private List<Path> files() {
        List<Path> found = new ArrayList<>();
        for (Path directory : List.of(bundle.directory(), bundle.workDirectory())) {
            try (DirectoryStream<Path> logs = Files.newDirectoryStream(directory, "{log.json,*.log}")) {
                logs.forEach(found::add);
            } catch (NoSuchFileException e) {
                LOG.debug("{} is not there, as the look at the directories says", directory, e);
            } catch (IOException e) {
                throw new UnavailableException("cannot read " + directory + ": " + e, e);
            }
        }
        return found.stream().sorted().limit(MAX_FILES).toList();
    }

    private static String tail(Path file) {
        // shim.log of a shim of the first generation is a FIFO
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return "";
        }
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            long begin = Math.max(0, channel.size() - MAX_BYTES);
            channel.position(begin);
            ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
            while (bytes.hasRemaining() && channel.read(bytes) > 0) {
                // until it is full, or the file has no more
            }
            List<String> lines = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(begin == 0 ? 0 : 1)
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - MAX_LINES), lines.size()));
        } catch (IOException e) {
            throw new UnavailableException("cannot read " + file + ": " + e, e);
        }
    }
}

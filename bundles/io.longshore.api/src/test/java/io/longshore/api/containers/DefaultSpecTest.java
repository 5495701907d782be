// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefaultSpecTest {
    /** ctr gives the version it was built with, no program, no environment, and a cgroup by its own scheme. */
    private static final List<String> ALLOWED_DIFFERENCES =
            List.of("/linux/cgroupsPath", "/ociVersion", "/process/args", "/process/env");

    private static final Optional<Path> CTR = OnPath.find("ctr");

    @TempDir
    Path directory;

    @Test
    void theDefaultsAreContainerdsAsRecorded() throws IOException {
        List<String> recorded;
        try (InputStream resource = DefaultSpecTest.class.getResourceAsStream("containerd-default-spec.txt")) {
            recorded = new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }

        assertThat(SpecFacts.lines(ours())).containsExactlyElementsOf(recorded);
    }

    @Test
    void theDefaultsAreThoseOfTheInstalledCtr() throws Exception {
        assumeTrue(CTR.isPresent(), "needs containerd's ctr on the PATH");

        JsonObject theirs = JsonParser.parseString(ctrOciSpec()).getAsJsonObject();

        assertThat(SpecFacts.lines(ours())).containsExactlyElementsOf(SpecFacts.lines(theirs));
        assertThat(SpecFacts.differences(ours(), theirs)).isSubsetOf(ALLOWED_DIFFERENCES);
    }

    @Test
    void whatDiffersFromContainerdIsOurOwn() {
        JsonObject spec = ours();

        assertThat(spec.get("ociVersion").getAsString()).isEqualTo("1.0.2");
        assertThat(spec.getAsJsonObject("linux").get("cgroupsPath").getAsString())
                .isEqualTo("/longshore/default/web");
        assertThat(spec.getAsJsonObject("process").getAsJsonArray("env"))
                .singleElement()
                .satisfies(it -> assertThat(it.getAsString())
                        .isEqualTo("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
    }

    private static JsonObject ours() {
        String json = OciSpec.builder(Namespace.DEFAULT, new ContainerId("web"))
                .args("true")
                .build()
                .toJson();
        return JsonParser.parseString(json).getAsJsonObject();
    }

    private String ctrOciSpec() throws Exception {
        File output = directory.resolve("spec.json").toFile();
        Process ctr = new ProcessBuilder(CTR.orElseThrow().toString(), "oci", "spec")
                .redirectInput(new File("/dev/null"))
                .redirectOutput(output)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(ctr.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            ctr.destroyForcibly();
        }
        return Files.readString(output.toPath());
    }
}

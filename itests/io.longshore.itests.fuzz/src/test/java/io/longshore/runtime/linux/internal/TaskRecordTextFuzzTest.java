// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.longshore.api.UnknownException;
import io.longshore.itests.fuzz.Bounds;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is in the file of a task: a record that is written and read again as the same, or refused. */
class TaskRecordTextFuzzTest {
    private static final String RECORD = """
            version=1
            told=STARTED
            boot_id=b
            namespace=default
            id=c1
            bundle=/run/s/default/c1
            work=/var/r/default/c1
            shim.kind=v2
            shim.binary=containerd-shim
            shim.cgroup=
            shim.debug=false
            shim.options.type=t
            shim.options.value=AAE\\=
            runc.runtime=runc
            runc.root=/run/s/.runc
            runc.criu=
            runc.systemd=false
            stdin=
            stdout=file\\:///a
            stderr=
            terminal=false
            rootfs.0.type=bind
            rootfs.0.source=/srv
            rootfs.0.option.0=ro
            checkpoint=
            pid=7
            pid.start_time=8
            cgroup.memory=/sys/fs/cgroup/memory/c1
            created_at=2026-11-30T00\\:00\\:00Z
            started_at=2026-11-30T00\\:00\\:01Z
            exit.status=3
            exit.at=2026-11-30T00\\:00\\:02Z
            exit.cause=EXITED
            exit.detail=
            oom.kills=1
            oom.since=0
            """;

    static Stream<byte[]> records() {
        return Stream.of(RECORD, RECORD.replaceAll("(?m)^(exit|started|oom|rootfs|cgroup|shim.options).*\n", ""))
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("records")
    @FuzzTest
    void recordIsReadAgainAsTheSameOrRefused(byte[] content) {
        TaskRecord record;
        try {
            record = Bounds.within(content.length, () -> TaskRecordText.parse(content));
        } catch (UnknownException e) {
            return;
        }

        // what is escaped is six times as long
        byte[] file = new byte[8 * content.length + 4096];
        Arrays.fill(file, (byte) '\n');
        byte[] text = TaskRecordText.format(record, file.length);
        System.arraycopy(text, 0, file, 0, text.length);
        assertThat(TaskRecordText.parse(file)).isEqualTo(record);
        assertThat(record.launch().stateDirectory()).isNotNull();
    }
}

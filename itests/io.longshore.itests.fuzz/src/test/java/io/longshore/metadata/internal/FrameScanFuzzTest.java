// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.longshore.itests.fuzz.Bounds;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Frames and other bytes in any order: every frame is found, and in that order. */
class FrameScanFuzzTest {
    @FuzzTest
    void framesAreFoundAmongAnything(FuzzedDataProvider data) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        List<byte[]> written = new ArrayList<>();
        boolean whole = true;
        while (data.remainingBytes() > 0 && written.size() < 20) {
            if (data.consumeBoolean()) {
                byte[] body = data.consumeBytes(64);
                written.add(body);
                file.writeBytes(Frame.of(body));
            } else {
                byte[] other = data.consumeBytes(64);
                whole &= other.length == 0;
                file.writeBytes(other);
            }
        }
        byte[] bytes = file.toByteArray();

        Frame.Scan scan = Bounds.within(bytes.length, () -> Frame.scan(bytes));

        // other bytes may by chance be a frame, but cannot hide one
        if (!written.isEmpty()) {
            assertThat(scan.bodies()).containsSubsequence(written);
        }
        if (whole) {
            assertThat(scan.bodies()).containsExactlyElementsOf(written);
            assertThat(scan.whole()).isTrue();
        }
    }
}

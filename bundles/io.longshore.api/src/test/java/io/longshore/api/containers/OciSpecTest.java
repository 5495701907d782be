// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.longshore.api.ContainerId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import io.longshore.api.TypedPayload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OciSpecTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "true",
                "1",
                "\"text\"",
                "[]",
                "[{}]",
                "{",
                "{\"a\"}",
                "{\"a\":1,}",
                "{\"a\":[1,]}",
                "{} x",
                "{}{}",
                "{}\u0000",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":-Infinity}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":0x10}",
                "{\"a\":True}",
                "{\"a\":text}",
                "{'a':1}",
                "{\"a\":'b'}",
                "{a:1}",
                "{\"a\"=1}",
                "{\"a\":1;\"b\":2}",
                "{/* comment */}",
                "// comment\n{}",
                "# comment\n{}",
                "{} // comment",
                ")]}'\n{}",
                "{\"a\":\"line\nbreak\"}",
                "{\"a\":\"\\x\"}",
            })
    void whatIsNotOneCompleteJsonObjectIsRefused(String json) {
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> OciSpec.parse(json))
                .withMessageContaining("the OCI specification is not");
    }

    @Test
    void cgroupsPathIsReadAsFarAsItCanBe() {
        assertThat(OciSpec.parse("{\"linux\":{\"cgroupsPath\":\"/a/b\"}}").cgroupsPath())
                .isEqualTo("/a/b");
        assertThat(OciSpec.parse("{\"linux\":{\"cgroupsPath\":[]}}").cgroupsPath())
                .isEmpty();
        assertThat(OciSpec.parse("{\"linux\":7}").cgroupsPath()).isEmpty();
        assertThat(OciSpec.parse("{}").cgroupsPath()).isEmpty();
        Namespace namespace = new Namespace("ns");
        ContainerId id = new ContainerId("web");
        assertThat(OciSpec.builder(namespace, id).args("true").build().cgroupsPath())
                .isEqualTo("/longshore/ns/web");
    }

    @Test
    void hostileNestingIsRefusedWithoutHarm() {
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> OciSpec.parse("{\"a\":" + "[".repeat(200_000)));
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> OciSpec.parse("{\"a\":" + "[".repeat(200_000) + "]".repeat(200_000) + "}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "-1",
                "0",
                "9007199254740993",
                "-9223372036854775808",
                "18446744073709551615",
                "123456789012345678901234567890",
                "1e3",
                "1E+3",
                "1.0",
                "0.10",
                "-0.0",
            })
    void numbersKeepTheirDigits(String number) {
        String json = "{\"linux\":{\"n\":" + number + ",\"all\":[" + number + "]}}";

        assertThat(OciSpec.parse(json).toJson()).isEqualTo(json);
        assertThat(OciSpec.from(OciSpec.parse(json).toPayload()).toJson()).isEqualTo(json);
    }

    @Test
    void numbersThatADoubleCannotTellApartAreNotEqual() {
        assertThat(OciSpec.parse("{\"n\":9007199254740993}"))
                .isNotEqualTo(OciSpec.parse("{\"n\":9007199254740992}"))
                .isEqualTo(OciSpec.parse(" { \"n\" : 9007199254740993 } "))
                .hasSameHashCodeAs(OciSpec.parse("{\"n\":9007199254740993}"));
    }

    @Test
    void unknownFieldsNullsAndTextAreKept() {
        String json = "{\"ociVersion\":\"9.9\",\"future\":{\"x\":[null,true,\"<&'é\\u0000\\n"
                + "\"]},\"empty\":{},\"hooks\":null}";

        assertThat(OciSpec.parse(json).toJson()).isEqualTo(json);
    }

    @Test
    void thePayloadIsContainerdsTypeInUtf8() {
        TypedPayload payload = OciSpec.parse("{\"é\":\"\uD83D\uDC0B\"}").toPayload();

        assertThat(payload.typeUrl()).isEqualTo("types.containerd.io/opencontainers/runtime-spec/1/Spec");
        assertThat(payload.text()).isEqualTo("{\"é\":\"\uD83D\uDC0B\"}");
        assertThat(OciSpec.from(payload)).isEqualTo(OciSpec.parse(payload.text()));
    }

    @Test
    void aPayloadOfAnotherTypeIsRefused() {
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> OciSpec.from(new TypedPayload("t", new byte[] {'{', '}'})));
    }

    @Test
    void thePrintedFormKeepsTheContentSecret() {
        assertThat(OciSpec.parse("{\"env\":\"PASSWORD\"}").toString()).doesNotContain("PASSWORD");
    }

    @Test
    void theArgumentsAreThoseOfTheProcessAndEmptyIfThereAreNone() {
        assertThat(OciSpec.parse("{\"process\": {\"args\": [\"sh\", \"-c\", \"true\"]}}")
                        .args())
                .containsExactly("sh", "-c", "true");
        for (String without : new String[] {
            "{}",
            "{\"process\": 1}",
            "{\"process\": {}}",
            "{\"process\": {\"args\": 1}}",
            "{\"process\": {\"args\": [1]}}"
        }) {
            assertThat(OciSpec.parse(without).args()).as(without).isEmpty();
        }
    }

    @Test
    void variablesAndTerminalOfItsProcessAreSaid() {
        OciSpec spec = OciSpec.builder(new io.longshore.api.Namespace("ns"), new io.longshore.api.ContainerId("id"))
                .args("sh")
                .env("A", "1")
                .terminal()
                .build();

        assertThat(spec.env()).contains("A=1").anyMatch(line -> line.startsWith("PATH="));
        assertThat(spec.terminal()).isTrue();
        assertThat(OciSpec.parse("{}").env()).isEmpty();
        assertThat(OciSpec.parse("{}").terminal()).isFalse();
        assertThat(OciSpec.parse("{\"process\":{\"env\":7,\"terminal\":false}}").env())
                .isEmpty();
    }

    @Test
    void anAnnotationIsReadAndSetAndTheRestIsKept() {
        OciSpec spec = OciSpec.parse("{\"annotations\":{\"a\":\"1\",\"n\":null},\"hostname\":\"h\"}");

        assertThat(spec.annotation("a")).isEqualTo("1");
        assertThat(spec.annotation("n")).isEmpty();
        assertThat(spec.hasAnnotation("n")).isTrue();
        assertThat(spec.hasAnnotation("b")).isFalse();
        assertThat(OciSpec.parse("{\"annotations\":7}").hasAnnotation("a")).isFalse();
        assertThat(OciSpec.parse("{\"annotations\":7}").annotation("a")).isEmpty();
        assertThat(spec.withAnnotation("b", "2").toJson())
                .isEqualTo("{\"annotations\":{\"a\":\"1\",\"n\":null,\"b\":\"2\"},\"hostname\":\"h\"}");
        assertThat(spec.annotation("b")).isEmpty();
        assertThat(OciSpec.parse("{}").withAnnotation("b", "2").annotation("b")).isEqualTo("2");
    }
}

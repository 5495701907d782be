// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever ends up in a log or in the message of an exception has no secret in it. */
class PrintedFormsTest {
    @Test
    void aBodyTellsNeitherAPasswordNorAnEnvironment() {
        Body body = Body.of("{\"password\": \"s3cret\", \"env\": [\"TOKEN=s3cret\"]}");

        assertThat(body.string("password")).isEqualTo("s3cret");
        assertThat(body.toString()).isEqualTo("Body with 2 fields");
    }

    @Test
    void theAnswerToALoginDoesNotTellItsToken() {
        Api.LoginRow row = new Api.LoginRow("anna", List.of("viewer"), "s3cret");

        assertThat(row.toString()).contains("anna").doesNotContain("s3cret");
        assertThat(Answers.json(row)).contains("s3cret");
    }
}

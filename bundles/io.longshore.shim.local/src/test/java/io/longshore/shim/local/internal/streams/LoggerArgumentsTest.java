// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal.streams;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoggerArgumentsTest {
    @Test
    void eachKeyIsFollowedByItsFirstValueWhichMayBeEmpty() {
        assertThat(LoggerArguments.of("key=one&key=two&flag&empty=&=unnamed"))
                .containsExactly("key", "one", "flag", "", "empty", "", "", "unnamed");
    }

    @Test
    void escapesAreTakenOffAfterTheQueryWasTakenApart() {
        assertThat(LoggerArguments.of("a%26b=c%3Dd&plus=a+b%2B&tag=x=y"))
                .containsExactly("a&b", "c=d", "plus", "a b+", "tag", "x=y");
    }

    @Test
    void whatIsNoPairCountsForNothing() {
        assertThat(LoggerArguments.of(null)).isEmpty();
        assertThat(LoggerArguments.of("")).isEmpty();
        assertThat(LoggerArguments.of("&a;b=c&&k=v&")).containsExactly("k", "v");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.access.Caller;
import io.longshore.access.Role;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private static final Caller ANNA = new Caller("anna", Set.of(Role.VIEWER));

    private final FakeClock clock = new FakeClock();
    private final Sessions sessions = new Sessions(clock, Duration.ofMinutes(15), Duration.ofHours(8), 3);

    @Test
    void aSessionIsFoundByItsIdOnly() {
        Session session = sessions.open(ANNA);

        assertThat(sessions.find(session.id(), session.token(), true)).isEqualTo(session);
        assertThat(sessions.find(session.token(), session.token(), true)).isNull();
        assertThat(sessions.find(null, session.token(), true)).isNull();
    }

    @Test
    void idsAndTokensAreLongAndNeverTheSame() {
        Session one = sessions.open(ANNA);
        Session other = sessions.open(ANNA);

        assertThat(Set.of(one.id(), one.token(), other.id(), other.token()))
                .hasSize(4)
                .allMatch(secret -> secret.matches("[A-Za-z0-9_-]{43}"));
        assertThat(one.toString()).doesNotContain(one.id()).doesNotContain(one.token());
    }

    @Test
    void aSessionEndsWhenNobodyUsesIt() {
        Session session = sessions.open(ANNA);

        clock.forward(Duration.ofMinutes(14));
        assertThat(sessions.find(session.id(), session.token(), true)).isNotNull();
        clock.forward(Duration.ofMinutes(14));
        assertThat(sessions.find(session.id(), session.token(), true)).isNotNull();
        clock.forward(Duration.ofMinutes(15));

        assertThat(sessions.find(session.id(), session.token(), true)).isNull();
        assertThat(sessions.isOpen(session)).isFalse();
    }

    @Test
    void aPageThatAsksByItselfIsNoUse() {
        Session session = sessions.open(ANNA);

        clock.forward(Duration.ofMinutes(14));
        assertThat(sessions.find(session.id(), session.token(), false)).isNotNull();
        clock.forward(Duration.ofMinutes(1));

        assertThat(sessions.find(session.id(), session.token(), false)).isNull();
    }

    @Test
    void aSessionEndsAfterSomeHoursHoweverMuchItIsUsed() {
        Session session = sessions.open(ANNA);

        for (int i = 0; i < 8 * 6 - 1; i++) {
            clock.forward(Duration.ofMinutes(10));
            assertThat(sessions.find(session.id(), session.token(), true)).isNotNull();
        }
        clock.forward(Duration.ofMinutes(10));

        assertThat(sessions.find(session.id(), session.token(), true)).isNull();
    }

    @Test
    void oneTooManyEndsTheOneThatWasNotUsedForTheLongestTime() {
        Session first = sessions.open(ANNA);
        Session second = sessions.open(ANNA);
        Session third = sessions.open(ANNA);
        sessions.find(first.id(), first.token(), true);

        Session fourth = sessions.open(ANNA);

        assertThat(sessions.isOpen(second)).isFalse();
        assertThat(new Session[] {first, third, fourth}).allMatch(sessions::isOpen);
    }

    /** An open page asks again and again, and its stream asks for it with each beat. */
    @Test
    void aPageThatIsOpenAndNotUsedIsNoReasonToEndOneThatIsUsed() {
        Session abandoned = sessions.open(ANNA);
        Session used = sessions.open(ANNA);
        sessions.open(ANNA);
        sessions.find(used.id(), used.token(), true);
        sessions.find(abandoned.id(), abandoned.token(), false);
        assertThat(sessions.isOpen(abandoned)).isTrue();

        sessions.open(ANNA);

        assertThat(sessions.isOpen(abandoned)).isFalse();
        assertThat(sessions.isOpen(used)).isTrue();
    }

    @Test
    void aRoleThatIsMissingIsRefused() {
        Session session = sessions.open(ANNA);

        session.require(Role.VIEWER);
        assertThatThrownBy(() -> session.require(Role.MANAGER)).isInstanceOf(Problem.class);
    }

    @Test
    void anIdWithoutItsTokenIsNoSessionAndNoUseOfOne() {
        Session session = sessions.open(ANNA);
        String others = sessions.open(ANNA).token();

        clock.forward(Duration.ofMinutes(14));
        for (String token : new String[] {null, "", others, session.token() + "x", session.id()}) {
            assertThat(sessions.find(session.id(), token, true)).isNull();
        }
        clock.forward(Duration.ofMinutes(1));
        assertThat(sessions.isOpen(session)).isFalse();
    }

    @Test
    void anIdIsAnotherUsersSessionToNobody() {
        Session session = sessions.open(ANNA);

        assertThat(sessions.of(session.id(), ANNA)).isEqualTo(session);
        assertThat(sessions.of(session.id(), new Caller("bert", Set.of(Role.ADMIN))))
                .isNull();
        assertThat(sessions.of(null, ANNA)).isNull();
    }
}

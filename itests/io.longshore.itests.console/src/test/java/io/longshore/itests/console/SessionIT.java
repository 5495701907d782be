// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How a session lives and ends in the browser. */
@ExtendWith(KarafParameter.class)
class SessionIT {
    private final ConsoleKaraf karaf;
    private final Api admin;
    private final Browser browser;

    @AutoClose
    private final Visit visit;

    SessionIT(ConsoleKaraf karaf) throws Exception {
        this.karaf = karaf;
        visit = new Visit(karaf);
        admin = visit.admin();
        browser = visit.browser();
    }

    @Test
    void whenASessionEndsThePageAsksToLogIn() throws Exception {
        admin.run("web", "sleep", "600");
        browser.login("admin").openTask("web");
        String token = browser.token();

        // the same session, somewhere else; a time-out is told in the same way
        karaf.http().post("api/logout", browser.cookie(), token, "{}");

        browser.awaitText("main", "Your session has ended. Log in again.");
        assertThat(browser.text("main")).doesNotContain("web");
        assertThat(browser.count("#logout:not([hidden])")).isZero();
        assertThat(browser.complaints()).as("of requests that came too late").isEmpty();
        assertThat(browser.text("#notice")).isEmpty();
    }

    @Test
    void noScriptReadsTheCookieAndLoggingOutForgetsIt() {
        browser.login("viewer");
        assertThat(Objects.toString(browser.script("return document.cookie"))).isEmpty();
        String before = browser.cookie();

        browser.press("Log out");

        browser.awaitText("h1", "Log in to Longshore");
        assertThat(browser.script("return sessionStorage.getItem('token')")).isNull();
        assertThat(before).hasSize(43);
    }

    /** The token is where a reload finds it, and where a duplicate of the tab has a copy of it. */
    @Test
    void aReloadAndADuplicateGoOn() {
        browser.login("viewer");
        String token = browser.token();

        browser.script("location.reload()");
        browser.awaitText("main", "Containers");
        assertThat(browser.token()).isEqualTo(token);

        // a window that a page opens begins with a copy of its storage, as a duplicate does
        browser.script("window.open(location.href)");
        browser.toNewestTab();
        browser.awaitText("main", "Containers");
        assertThat(browser.token()).isEqualTo(token);
        browser.awaitText("#live", "live");
    }

    @Test
    void aNewTabGoesOnWhileAnotherOneIsOpenAndAsksToLogInAfterwards() {
        browser.login("viewer");
        browser.openNext(karaf.address());
        browser.awaitText("main", "Containers");
        browser.awaitText("#live", "live");

        browser.closeAllTabsButANewOne();
        browser.open("");

        browser.awaitText("h1", "Log in to Longshore");
    }
}

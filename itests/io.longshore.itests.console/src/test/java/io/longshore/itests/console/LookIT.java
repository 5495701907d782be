// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** Whether everybody can read and use the page: by keyboard, with a screen reader, on a phone, in the dark. */
@ExtendWith(KarafParameter.class)
class LookIT {
    private final Api admin;
    private final Browser browser;

    @AutoClose
    private final Visit visit;

    LookIT(ConsoleKaraf karaf) throws Exception {
        visit = new Visit(karaf);
        admin = visit.admin();
        browser = visit.browser();
    }

    @Test
    void everyFieldAndButtonHasANameAndTheKeyboardIsEnough() throws Exception {
        admin.run("web", "sleep", "600");
        browser.open("");
        assertNamed();
        browser.login("admin");
        assertNamed();
        browser.press("New container");
        assertNamed();
        browser.find(By.cssSelector("dialog")).sendKeys(Keys.ESCAPE);
        browser.openTask("web");
        browser.script("document.querySelector('.skip').focus()");
        browser.find(By.cssSelector(".skip")).sendKeys(Keys.ENTER);
        assertThat(browser.script("return document.activeElement.id + ' ' + location.hash.startsWith('#/task/')"))
                .isEqualTo("main true");
        browser.press("Kill…");
        assertNamed();
        assertThat(browser.count("[aria-live]")).isGreaterThanOrEqualTo(2);
    }

    private void assertNamed() {
        assertThat(browser.script("""
                        return [...document.querySelectorAll('input, select, textarea, button, a, [role=img]')]
                          .filter(each => !each.labels?.length && !each.ariaLabel && !each.textContent.trim())
                          .map(each => each.outerHTML).join('\\n');
                        """)).isEqualTo("");
    }

    @Test
    void itFitsOnAPhone() throws Exception {
        admin.run(
                "a-container-with-a-rather-long-name.of-the-kind-that-machines-give",
                "sh",
                "-c",
                "echo " + "x".repeat(300) + "; sleep 600");
        browser.screen(360, 740, true);
        browser.login("admin");
        browser.awaitText("main", "running");
        assertFits(360);
        browser.find(By.cssSelector("td a")).sendKeys(Keys.ENTER);
        browser.awaitText("pre.output", "xxx");
        assertFits(360);
        browser.press("Limits…");
        assertFits(360);
        browser.find(By.cssSelector("dialog")).sendKeys(Keys.ESCAPE);
        browser.open("#/");
        browser.press("New container");
        assertFits(360);
    }

    private void assertFits(long width) {
        // a phone makes its window as wide as what hangs out, so that one cannot be asked
        assertThat(browser.script("return document.documentElement.scrollWidth"))
                .as("the width of the page")
                .isEqualTo(width);
    }

    @Test
    void darkAndLightAreTheBrowsersChoice() {
        browser.open("");
        browser.dark(false);
        Object light = browser.script("return getComputedStyle(document.body).backgroundColor");
        browser.dark(true);
        Object dark = browser.script("return getComputedStyle(document.body).backgroundColor");

        assertThat(light).isEqualTo("rgb(246, 248, 248)");
        assertThat(dark).isEqualTo("rgb(16, 24, 26)");
    }

    /** For the README; they are copied there by hand. */
    @Test
    void pictures() throws Exception {
        Api shown = admin.in("default");
        shown.run(
                "web",
                "sh",
                "-c",
                "while sleep 0.4; do i=$((i+1)); echo GET /page/$i 200; head -c 9000000 /dev/zero | md5sum > /dev/null; done");
        shown.run("db", "sh", "-c", "x=$(head -c 9000000 /dev/zero | tr '\\0' x); while sleep 1; do :; done");
        shown.run("job", "true");
        shown.run("broken", "sh", "-c", "echo cannot connect >&2; exit 3");
        shown.create("next", "sleep", "60");
        browser.login("admin");
        browser.awaitText("tr[data-task='default/broken']", "status 3");
        browser.awaitText("tr[data-task='default/web']", "%");
        browser.dark(false);
        browser.screen(1000, 480, false);
        browser.picture("list-light");
        browser.open("#/task/default/web");
        browser.awaitScript("document.querySelectorAll('.chart svg')[1]?.dataset.points > 20");
        browser.screen(1000, 860, false);
        browser.dark(true);
        browser.picture("task-dark");
        browser.screen(390, 780, true);
        browser.dark(false);
        browser.picture("task-phone");
        assertFits(390);
    }
}

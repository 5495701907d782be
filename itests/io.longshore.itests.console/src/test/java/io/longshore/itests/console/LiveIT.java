// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What comes by itself: how long, how often, and over how few connections. */
@ExtendWith(KarafParameter.class)
class LiveIT {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /** Of no other test: their events are in the journal, too. */
    private static final String ID = "followed";

    /** Notes what the page asks for, and its streams. */
    private static final String WATCH = """
            window.asked = [];
            window.streams = [];
            window.failing = null;
            window.failed = 0;
            const realFetch = window.fetch;
            window.fetch = (path, options = {}) => {
              if (/\\/(stream|follow)\\?/.test(path)) {
                return openStream(path, options);
              }
              if (window.failing && path.endsWith(failing)) {
                failing = null;
                failed++;
                return Promise.reject(new TypeError('Failed to fetch'));
              }
              asked.push({path, limited: options.signal instanceof AbortSignal,
                background: 'X-Longshore-Background' in (options.headers ?? {})});
              return realFetch(path, options);
            };
            async function openStream(path, options) {
              const broken = new AbortController();
              const signal = AbortSignal.any([options.signal, broken.signal]);
              const stream = {open: false, breakOff: () => broken.abort(new TypeError('network error'))};
              streams.push(stream);
              signal.addEventListener('abort', () => { stream.open = false; });
              const response = await realFetch(path, {...options, signal});
              stream.open = response.ok && !signal.aborted;
              return response;
            }
            window.openStreams = () => streams.filter(each => each.open).length;
            window.breakAll = () => streams.forEach(each => each.breakOff());
            """;

    private static final String HIDE = """
            Object.defineProperty(document, 'hidden', {value: arguments[0], configurable: true});
            document.dispatchEvent(new Event('visibilitychange'));
            """;

    private final ConsoleKaraf karaf;
    private final Api admin;
    private final Browser browser;

    @AutoClose
    private final Visit visit;

    LiveIT(ConsoleKaraf karaf) throws Exception {
        this.karaf = karaf;
        visit = new Visit(karaf);
        admin = visit.admin();
        browser = visit.browser();
    }

    private void openTask(String user, String id, String... command) throws Exception {
        admin.run(id, command);
        browser.beforeEachPage(WATCH);
        browser.login(user).openTask(id);
        browser.awaitScript("window.openStreams() === 2");
    }

    /** Of what the page does by itself nothing may keep a session alive, and nothing may wait for ever. */
    @Test
    void whatThePageAsksByItselfIsNoUseAndEveryRequestHasADeadline() throws Exception {
        openTask("viewer", ID, "sleep", "600");
        assertThat(browser.script("return asked.filter(each => !each.limited).map(each => each.path).join(' ')"))
                .isEqualTo("");
        browser.script("asked.length = 0; breakAll();");

        browser.awaitScript("window.openStreams() === 2");

        assertThat(
                        browser.script(
                                "return asked.map(each => each.path.replace(/.*\\//, '').replace(/\\?.*/, '')).sort().join(' ')"))
                .isEqualTo("events output overview samples");
        assertThat(browser.script("return asked.filter(each => !each.background).map(each => each.path).join(' ')"))
                .isEqualTo("");
    }

    /** A browser has six connections to us, for all its windows. */
    @Test
    void aPageHasTwoStreamsAtMostAndNoneWhenNobodySeesIt() throws Exception {
        openTask("viewer", ID, "sleep", "600");
        browser.script("location.hash = '#/'");
        browser.awaitScript("window.openStreams() === 1");
        for (int i = 0; i < 5; i++) {
            browser.script("location.hash = '#/task/' + arguments[0] + '/' + arguments[1]", karaf.namespace(), ID);
            browser.awaitScript("window.openStreams() === 2");
            browser.script("location.hash = '#/'");
            browser.awaitScript("window.openStreams() === 1");
        }
        browser.script("location.hash = '#/task/' + arguments[0] + '/' + arguments[1]", karaf.namespace(), ID);
        browser.awaitScript("window.openStreams() === 2");

        browser.script(HIDE, true);
        browser.awaitScript("window.openStreams() === 0");
        browser.script(HIDE, false);

        browser.awaitScript("window.openStreams() === 2");
        browser.awaitText("#live", "live");
    }

    @Test
    void afterABreakEventsAndOutputAreThereOnceEach() throws Exception {
        openTask("admin", ID, "sh", "-c", "i=0; while sleep 0.2; do i=$((i+1)); echo line $i; done");
        browser.awaitText("pre.output", "line 3");

        for (int i = 0; i < 3; i++) {
            browser.script("breakAll()");
            admin.change(ID, "pause");
            admin.change(ID, "resume");
            browser.awaitScript("window.openStreams() === 2");
        }

        int paused = 3;
        await().atMost(DEADLINE).until(() -> events("/tasks/resumed") == paused);
        assertThat(events("/tasks/paused")).isEqualTo(paused);
        assertThat(browser.script("""
                        const all = [...document.querySelectorAll('tr[data-sequence]')].map(each => Number(each.dataset.sequence));
                        return all.every((each, index) => index === 0 || each < all[index - 1]);
                        """)).as("the newest first, each once").isEqualTo(true);
        List<String> lines = browser.text("pre.output").lines().toList();
        assertThat(lines).hasSizeGreaterThan(10);
        assertThat(lines)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, lines.size())
                        .mapToObj(each -> "line " + each)
                        .toList());
    }

    /** What happened meanwhile is in no stream any more, so nothing is live before it was read. */
    @Test
    void eventsThatCouldNotBeReadAfterABreakArriveByThemselves() throws Exception {
        String id = "missed";
        openTask("viewer", id, "sleep", "600");
        browser.awaitText("#live", "live");

        browser.script("failing = '/events'; breakAll();");
        admin.change(id, "pause");
        admin.change(id, "resume");
        browser.awaitScript("window.failed === 1");
        browser.awaitScript("window.openStreams() === 2");

        await().atMost(DEADLINE).until(() -> events("/tasks/resumed") == 1);
        assertThat(events("/tasks/paused")).isEqualTo(1);
        browser.awaitText("#live", text -> text.equals("live"), "live");
    }

    private int events(String topic) {
        return Integer.parseInt(Objects.toString(browser.script(
                "return [...document.querySelectorAll('tr[data-sequence]')].filter(each => each.cells[1].textContent === arguments[0]).length",
                topic)));
    }
}

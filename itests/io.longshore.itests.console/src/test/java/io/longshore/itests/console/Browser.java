// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A headless Chromium, and somebody who uses the console with it. */
final class Browser implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Path PICTURES = Path.of("target/pictures");

    private final ConsoleKaraf karaf;
    private final ChromeDriver driver;

    Browser(ConsoleKaraf karaf) {
        this.karaf = karaf;
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program("chromium", "chromium-browser").toString());
        // as root there is no sandbox; what it is shown is ours
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--window-size=1200,900");
        LoggingPreferences logging = new LoggingPreferences();
        logging.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logging);
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(program("chromedriver").toFile())
                        .usingAnyFreePort()
                        .withLogOutput(OutputStream.nullOutputStream())
                        .build(),
                options);
    }

    private static Path program(String... names) {
        return Stream.of(names)
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(each -> Path.of(each, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "needs chromium and chromedriver: apt-get install chromium chromium-driver"));
    }

    Browser login(String user) {
        open("");
        type("user", user);
        type("password", karaf.password());
        press("Log in");
        await("the list").atMost(DEADLINE).until(() -> text("main").contains("Containers"));
        return this;
    }

    void open(String hash) {
        driver.get(karaf.address() + hash);
    }

    void openAt(String address) {
        driver.get(address);
    }

    /** In a new tab, that knows nothing of the others. */
    void openNext(String address) {
        driver.switchTo().newWindow(WindowType.TAB);
        driver.get(address);
    }

    void toNewestTab() {
        String here = driver.getWindowHandle();
        await("another tab")
                .atMost(DEADLINE)
                .until(() -> driver.getWindowHandles().size() > 1);
        driver.getWindowHandles().stream()
                .filter(each -> !each.equals(here))
                .reduce((first, second) -> second)
                .ifPresent(each -> driver.switchTo().window(each));
    }

    void closeAllTabsButANewOne() {
        Set<String> before = driver.getWindowHandles();
        String fresh = driver.switchTo().newWindow(WindowType.TAB).getWindowHandle();
        before.forEach(each -> driver.switchTo().window(each).close());
        driver.switchTo().window(fresh);
    }

    /** Runs in each page that is opened from now on, before its own scripts. */
    void beforeEachPage(String script) {
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    /** The page of one container. */
    void openTask(String id) {
        open("#/task/" + karaf.namespace() + "/" + id);
        await("the page of " + id).atMost(DEADLINE).until(() -> text("h1").contains(id));
    }

    void type(String name, String text) {
        WebElement field = find(By.name(name));
        field.sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
    }

    /** A button that is to be seen, by what is written on it. */
    void press(String label) {
        await("a button " + label)
                .atMost(DEADLINE)
                .ignoreException(StaleElementReferenceException.class)
                .until(() -> {
                    for (WebElement button : buttons()) {
                        if (button.getText().equals(label) && button.isEnabled()) {
                            button.click();
                            return true;
                        }
                    }
                    return false;
                });
    }

    private List<WebElement> buttons() {
        List<WebElement> inDialog = driver.findElements(By.cssSelector("dialog[open] button"));
        return inDialog.isEmpty() ? driver.findElements(By.tagName("button")) : inDialog;
    }

    /** What is written on the buttons that somebody sees. */
    List<String> labels() {
        return driver.findElements(By.tagName("button")).stream()
                .filter(WebElement::isDisplayed)
                .map(WebElement::getText)
                .toList();
    }

    WebElement find(By by) {
        return await(by.toString())
                .atMost(DEADLINE)
                .until(() -> driver.findElements(by), found -> !found.isEmpty())
                .get(0);
    }

    int count(String selector) {
        return driver.findElements(By.cssSelector(selector)).size();
    }

    /** The text of the first element that is there, empty if none is. */
    String text(String selector) {
        try {
            List<WebElement> found = driver.findElements(By.cssSelector(selector));
            return found.isEmpty() ? "" : found.get(0).getText();
        } catch (StaleElementReferenceException e) {
            return "";
        }
    }

    void awaitText(String selector, String expected) {
        awaitText(selector, text -> text.contains(expected), expected);
    }

    void awaitText(String selector, Predicate<String> expected, String name) {
        try {
            await().atMost(DEADLINE).until(() -> expected.test(text(selector)));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("no " + name + " in " + selector + ", but: " + text(selector) + "\n" + seen(), e);
        }
    }

    void awaitScript(String condition) {
        try {
            await().atMost(DEADLINE).until(() -> Boolean.TRUE.equals(script("return " + condition)));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("not " + condition + "\n" + seen(), e);
        }
    }

    private String seen() {
        return "in: " + text("body") + "\nbrowser: " + complaints();
    }

    /** The row of one container in the list. */
    String row(String id) {
        return "tr[data-task='" + karaf.namespace() + "/" + id + "']";
    }

    @Nullable
    Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** With a callback as the last argument. */
    @Nullable
    Object scriptThatAnswers(String script, Object... arguments) {
        driver.manage().timeouts().scriptTimeout(DEADLINE);
        return driver.executeAsyncScript(script, arguments);
    }

    /** That of the session, in this tab. */
    String token() {
        return Objects.toString(script("return sessionStorage.getItem('token')"));
    }

    String cookie() {
        Cookie cookie = driver.manage().getCookieNamed("longshore-session");
        assertThat(cookie).isNotNull();
        return cookie.getValue();
    }

    /** What the browser complained of. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    void dark(boolean on) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", on ? "dark" : "light"))));
    }

    void screen(int width, int height, boolean phone) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
    }

    void picture(String name) throws IOException {
        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() {
        driver.quit();
    }
}

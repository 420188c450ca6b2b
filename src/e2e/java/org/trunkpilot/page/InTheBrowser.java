package org.trunkpilot.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.APIRequestContext;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.RequestOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.trunkpilot.TestDatabases;
import org.trunkpilot.operator.Orders;
import org.trunkpilot.timeline.Timeline;

/**
 * The whole service on a port and a database of its own, and Debian's Chromium looking at it. Whatever the browser complains of,
 * a script that failed or something that the Content-Security-Policy refused, fails the test.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "trunkpilot.admin-token=" + InTheBrowser.ADMIN_TOKEN,
            "trunkpilot.admin-password=" + InTheBrowser.PASSWORD,
            "server.shutdown=immediate"
        })
@Import(StageFixture.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InTheBrowser {
    static final String ADMIN_TOKEN = "the-admin-token-of-the-page-tests";
    static final String PASSWORD = "correct horse battery";

    static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    static final Path SCREENSHOTS = Path.of("target", "screenshots");

    static final List<String> ARGUMENTS = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    @Autowired
    Stage stage;

    @Autowired
    private Orders orders;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Timeline record;

    @LocalServerPort
    private int port;

    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private Playwright playwright;
    /** Between the browser and the service. */
    Line line;

    private Browser browser;
    private String session;
    private BrowserContext context;
    Page page;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        TestDatabases.h2(properties);
    }

    @BeforeAll
    void openBrowser() {
        // The machine may be busy with other builds; a page that needs longer than this is broken.
        setDefaultAssertionTimeout(20_000);
        line = new Line(port);
        playwright = Playwright.create();
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(ARGUMENTS));
        try (BrowserContext first = browser.newContext()) {
            Page signIn = first.newPage();
            signIn.navigate(address("/login"));
            signIn(signIn, PASSWORD);
            signIn.waitForURL(address("/"));
            session = first.storageState();
        }
    }

    @AfterAll
    void closeBrowser() {
        playwright.close();
        line.close();
    }

    @BeforeEach
    void sweepUp() {
        line.mend(); // a test that failed while it was cut takes no other with it
        var asAdmin = RequestOptions.create().setHeader("Authorization", "Bearer " + ADMIN_TOKEN);
        APIRequestContext requests = playwright.request().newContext();
        orders.standing()
                .forEach(order -> requests.delete(
                        address("/api/v1/overrides/" + order.order().id()), asAdmin));
        requests.dispose();
        everythingIsWritten();
        jdbc.sql("delete from route_decision").update();
        stage.show(Scenes.allWell());
        complaints.clear();
    }

    @AfterEach
    void nothingToComplainOf() {
        if (context != null) {
            context.close();
        }
        assertThat(complaints).as("what the browser complained of").isEmpty();
    }

    /** Opens the page as admin, and waits until it is live. */
    void open() {
        open(1280, ColorScheme.LIGHT);
    }

    void open(int width, ColorScheme scheme) {
        start(width, scheme, new Browser.NewContextOptions().setStorageState(session));
        page.navigate(address("/"));
        assertThat(page.getByText("Live", new Page.GetByTextOptions().setExact(true)))
                .isVisible();
    }

    /** Opens the page with a bearer token in place of a session: tokens have roles, and the page's one user is admin. */
    void openWithToken(String token) {
        start(
                1280,
                ColorScheme.LIGHT,
                new Browser.NewContextOptions().setExtraHTTPHeaders(Map.of("Authorization", "Bearer " + token)));
        page.navigate(address("/"));
        assertThat(page.getByText("Live", new Page.GetByTextOptions().setExact(true)))
                .isVisible();
    }

    /** Opens any page as admin, and waits until it is live. */
    void openAt(String path, int width, ColorScheme scheme) {
        start(width, scheme, new Browser.NewContextOptions().setStorageState(session));
        page.navigate(address(path));
        assertThat(page.getByText("Live", new Page.GetByTextOptions().setExact(true)))
                .isVisible();
    }

    /** Asks for a page without being signed in. */
    void openSignIn(String path) {
        start(1280, ColorScheme.LIGHT, new Browser.NewContextOptions());
        page.navigate(address(path));
    }

    /** What a test before this one has told is written a moment later, and must not be after it was swept away. */
    private void everythingIsWritten() {
        await().atMost(Duration.ofSeconds(30)).until(() -> record.status().waiting() == 0);
    }

    /** What earlier tests left in the record is no part of this one. */
    void emptyRecord() {
        everythingIsWritten();
        for (String table : List.of("timeline_entry", "call_leg", "trunk_minute")) {
            jdbc.sql("delete from " + table).update();
        }
    }

    void openSignIn(int width, ColorScheme scheme) {
        start(width, scheme, new Browser.NewContextOptions());
        page.navigate(address("/"));
        assertThat(page).hasURL(address("/login"));
    }

    private void start(int width, ColorScheme scheme, Browser.NewContextOptions options) {
        context = browser.newContext(
                options.setViewportSize(width, 900).setColorScheme(scheme).setTimezoneId("Europe/Berlin"));
        page = context.newPage();
        page.onConsoleMessage(this::listen);
        page.onPageError(complaints::add);
    }

    /** That the network is away is what some tests are about; everything else is ours. */
    private void listen(ConsoleMessage message) {
        boolean matters = message.type().equals("error") || message.type().equals("warning");
        if (matters && !message.text().startsWith("Failed to load resource")) {
            complaints.add(message.text());
        }
    }

    BrowserContext context() {
        return context;
    }

    String address(String path) {
        return "http://127.0.0.1:" + line.port() + path;
    }

    static void signIn(Page page, String password) {
        page.getByLabel("User").fill("admin");
        page.getByLabel("Password").fill(password);
        button(page, "Sign in").click();
    }

    static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    Locator heading(String name) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(name));
    }

    Locator verdict() {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1));
    }

    Locator trunk(String name) {
        return page.getByRole(
                AriaRole.ARTICLE, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Keeps a picture under target/screenshots: a build's artefact, looked at by people. */
    void screenshot(String name) {
        keep(name, true);
    }

    /** Only what the window shows, for what stands over the page. */
    void screenshotOfWindow(String name) {
        keep(name, false);
    }

    private void keep(String name, boolean whole) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(whole));
    }

    /** WCAG 2.2 A and AA, and axe's own best practices. */
    void isAccessible() {
        page.evaluate(axe());
        Object violations = page.evaluate("""
                async () => (await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
                  .violations.map(v => v.id + ': ' + v.help + ' at ' + v.nodes.map(n => n.target).join(', '))""");
        assertThat((List<?>) violations).as("what axe found").isEmpty();
    }

    private static String axe() {
        try (InputStream in = Objects.requireNonNull(
                InTheBrowser.class.getResourceAsStream("/axe.min.js"), "axe.min.js on the class path")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

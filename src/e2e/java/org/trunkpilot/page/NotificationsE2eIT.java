package org.trunkpilot.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.trunkpilot.operator.Role;
import org.trunkpilot.operator.TokenFile;

/** A receiver that takes everything stands behind "duty", nobody behind "pager". */
class NotificationsE2eIT extends InTheBrowser {
    /** Of its own: what other tests have told is no part of these. */
    private static final Path FOLDER = folder();

    private static final List<String> TAKEN = new CopyOnWriteArrayList<>();
    private static final HttpServer RECEIVER = receiver();

    private static Path folder() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target", "test-data")), "notifications");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpServer receiver() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                TAKEN.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write("ok".getBytes(StandardCharsets.UTF_8));
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @DynamicPropertySource
    static void channels(DynamicPropertyRegistry properties) {
        properties.add("trunkpilot.data-dir", FOLDER::toString);
        String notify = "trunkpilot.notify.";
        properties.add(notify + "wait", () -> "0s");
        properties.add(notify + "gap", () -> "1s");
        properties.add(notify + "calm", () -> "1s");
        properties.add(notify + "channels.duty.kind", () -> "webhook");
        properties.add(
                notify + "channels.duty.url",
                () -> "http://127.0.0.1:" + RECEIVER.getAddress().getPort() + "/hook/xyzzy");
        properties.add(notify + "channels.pager.kind", () -> "webhook");
        properties.add(notify + "channels.pager.url", () -> "http://127.0.0.1:1/hook/xyzzy");
    }

    @AfterAll
    static void stop() {
        RECEIVER.stop(0);
    }

    private Locator channel(String name) {
        return page.getByRole(AriaRole.ARTICLE, new Page.GetByRoleOptions().setName(name));
    }

    private Locator messages() {
        return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Messages"));
    }

    private void test(String name) {
        button(page, "Send a test over " + name).click();
    }

    @Test
    void anIncidentIsToldAndItsEndStandsWithIt() {
        openAt("/notifications", 1280, ColorScheme.LIGHT);
        stage.show(Scenes.badAudio());
        Locator incident = messages().getByRole(AriaRole.ARTICLE).first();
        assertThat(incident).containsText("carries calls badly");
        assertThat(channel("duty")).containsText("Works");

        stage.show(Scenes.allWell());
        assertThat(incident).containsText("Over: nothing is wrong at hq any more.");
        incident.getByText("All of it").click();
        assertThat(incident).containsText("Route default");
        assertThat(TAKEN).anyMatch(body -> body.contains("\"TROUBLE\"")).anyMatch(body -> body.contains("\"OVER\""));
    }

    @Test
    void aTestSaysWhatTheFarEndAnswered() {
        open();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Notifications"))
                .click();
        assertThat(verdict()).containsText("Notifications");

        test("duty");
        assertThat(channel("duty")).containsText("127.0.0.1 answered 200 \"ok\"");
        test("pager");
        assertThat(channel("pager")).containsText("Test not delivered: 127.0.0.1 was not reached");
        assertThat(channel("pager")).containsText("Fails");
        assertThat(page.content()).doesNotContain("xyzzy");
    }

    @Test
    void whoMayNotTestSeesNoButton() {
        openWithToken(
                TokenFile.create(FOLDER, "eye", Role.VIEWER, Optional.empty()).token());
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Notifications"))
                .click();

        assertThat(channel("duty")).isVisible();
        assertThat(button(page, "Send a test over duty")).hasCount(0);
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "360, LIGHT", "360, DARK"})
    void thePageIsAccessibleAndFits(int width, ColorScheme scheme) {
        stage.show(Scenes.badAudio());
        openAt("/notifications", width, scheme);
        test("duty");
        test("pager");
        Locator incident =
                messages().getByRole(AriaRole.ARTICLE).filter(new Locator.FilterOptions().setHasText("badly"));
        incident.first().getByText("All of it").click();
        assertThat(channel("pager")).containsText("Test not delivered");

        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(width);
        isAccessible();
        screenshot("notifications-" + width + "-" + scheme);
    }
}

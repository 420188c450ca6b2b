package org.trunkpilot.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Value;

/** Tokens are made and revoked in the page, and work as long as it says so. */
class AccessE2eIT extends InTheBrowser {
    @Value("${trunkpilot.data-dir}")
    private Path dataDir;

    /** Users are files, and outlive the run that made them. */
    @BeforeEach
    void nobodyElse() throws IOException {
        Files.deleteIfExists(dataDir.resolve("users/dana.user"));
    }

    private Locator token(String name) {
        return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Tokens"))
                .getByRole(AriaRole.LISTITEM)
                .filter(new Locator.FilterOptions().setHasText(name));
    }

    @Test
    void aTokenIsMadeShownOnceUsedAndRevoked() throws IOException, InterruptedException {
        openAt("/access", 1280, ColorScheme.LIGHT);
        page.getByLabel("Name", exactly()).fill("wallboard");
        button(page, "Make it").click();

        Locator shown = page.getByRole(AriaRole.STATUS)
                .filter(new Locator.FilterOptions().setHasText("The token of wallboard"));
        String secret = shown.locator("code").first().textContent();
        assertThat(status(secret)).isEqualTo(200);
        isAccessible();
        screenshotOfWindow("access-made");
        button(page, "I have it").click();
        assertThat(page.getByText(secret)).hasCount(0);

        assertThat(token("wallboard")).containsText("Works");
        button(page, "Revoke … wallboard").click();
        button(page, "Revoke wallboard").click();
        assertThat(token("wallboard")).containsText("Revoked");
        assertThat(status(secret)).isEqualTo(401);
    }

    private static Page.GetByLabelOptions exactly() {
        return new Page.GetByLabelOptions().setExact(true);
    }

    private Locator row(String region, String text) {
        return page.getByRole(
                        AriaRole.REGION,
                        new Page.GetByRoleOptions().setName(region).setExact(true))
                .getByRole(AriaRole.LISTITEM)
                .filter(new Locator.FilterOptions().setHasText(text));
    }

    @Test
    void aUserIsMadeSignsInChangesThePasswordAndIsRemoved() {
        openAt("/access", 1280, ColorScheme.LIGHT);
        page.getByLabel("User name").fill("dana");
        page.getByLabel("The user may").selectOption("OPERATOR");
        button(page, "Make the user").click();
        Locator shown =
                page.getByRole(AriaRole.STATUS).filter(new Locator.FilterOptions().setHasText("The password of dana"));
        String password = shown.locator("code").first().textContent();
        isAccessible();
        screenshotOfWindow("access-user-made");
        button(page, "I have it").click();
        assertThat(row("Users", "dana")).containsText("made by admin");
        assertThat(row("Who did what", "POST /api/v1/users")).containsText("none → user dana, OPERATOR");

        try (BrowserContext elsewhere = page.context().browser().newContext()) {
            Page dana = elsewhere.newPage();
            dana.navigate(address("/login?to=/access"));
            dana.getByLabel("User", exactly()).fill("dana");
            dana.getByLabel("Password", exactly()).fill(password);
            button(dana, "Sign in").click();
            assertThat(dana.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Access")))
                    .containsText("your password");
            assertThat(dana.getByLabel("User name")).hasCount(0);
            dana.getByLabel("As it is", exactly()).fill("a guess");
            dana.getByLabel("As it shall be").fill("seven trunks and a fax");
            dana.getByLabel("The same again").fill("seven trunks and a fax");
            button(dana, "Change it").click();
            assertThat(dana.getByText("As it is: is not your password")).isVisible();
            dana.getByLabel("As it is", exactly()).fill(password);
            button(dana, "Change it").click();
            assertThat(dana.getByText("It is changed.")).isVisible();
            dana.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve("access-own-password.png")));

            button(page, "Change … dana").click();
            button(page, "Remove dana").click();
            assertThat(row("Users", "dana")).hasCount(0);
            dana.reload();
            assertThat(dana).hasURL(Pattern.compile(".*/login.*"));
        }
    }

    @Test
    void aNameThatCannotBeIsRefusedAndStaysToBeMended() {
        openAt("/access", 1280, ColorScheme.LIGHT);
        page.getByLabel("Name", exactly()).fill("wall board!");
        button(page, "Make it").click();

        assertThat(page.getByRole(AriaRole.ALERT).filter(new Locator.FilterOptions().setHasText("letters, digits")))
                .isVisible();
        assertThat(page.getByLabel("Name", exactly())).hasValue("wall board!");
        isAccessible();
    }

    @ParameterizedTest
    @CsvSource({"360, LIGHT", "360, DARK", "1280, DARK"})
    void thePageFitsEveryWindow(int width, ColorScheme scheme) {
        openAt("/access", width, scheme);
        assertThat(button(page, "Make it")).isVisible();

        assertThat((int) page.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
        isAccessible();
        screenshot("access-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT));
    }

    /** As a program would ask: without the session of the browser. */
    private int status(String token) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(address("/api/v1/site")))
                .header("Authorization", "Bearer " + token)
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }
}

package org.trunkpilot.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens are made and revoked in the page, and work as long as it says so. */
class AccessE2eIT extends InTheBrowser {
    private Locator token(String name) {
        return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Tokens"))
                .getByRole(AriaRole.LISTITEM)
                .filter(new Locator.FilterOptions().setHasText(name));
    }

    @Test
    void aTokenIsMadeShownOnceUsedAndRevoked() throws IOException, InterruptedException {
        openAt("/access", 1280, ColorScheme.LIGHT);
        page.getByLabel("Name").fill("wallboard");
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

    @Test
    void aNameThatCannotBeIsRefusedAndStaysToBeMended() {
        openAt("/access", 1280, ColorScheme.LIGHT);
        page.getByLabel("Name").fill("wall board!");
        button(page, "Make it").click();

        assertThat(page.getByRole(AriaRole.ALERT).first()).containsText("letters, digits");
        assertThat(page.getByLabel("Name")).hasValue("wall board!");
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

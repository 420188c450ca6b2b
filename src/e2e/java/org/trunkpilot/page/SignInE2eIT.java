package org.trunkpilot.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In and out. */
class SignInE2eIT extends InTheBrowser {

    @Test
    void theRightPasswordLeadsToThePageAndOutAgain() {
        openSignIn(1280, ColorScheme.LIGHT);
        assertThat(page.getByLabel("User")).isFocused();
        page.keyboard().type("admin");
        page.keyboard().press("Tab");
        page.keyboard().type(PASSWORD);
        page.keyboard().press("Enter");
        page.waitForURL(address("/"));
        assertThat(verdict()).hasText("All 3 trunks carry calls well, and every route has its own order.");

        button(page, "Sign out").click();
        page.waitForURL(address("/login"));
        page.navigate(address("/"));
        assertThat(page).hasURL(address("/login"));
    }

    @Test
    void aWrongPasswordIsSaidAndNothingMoves() {
        openSignIn(1280, ColorScheme.LIGHT);
        double before = button(page, "Sign in").boundingBox().y;
        signIn(page, "not the password");

        assertThat(page.getByRole(AriaRole.ALERT)).hasText("The name or the password is wrong.");
        assertThat(page.getByLabel("Password")).isFocused();
        org.assertj.core.api.Assertions.assertThat(button(page, "Sign in").boundingBox().y)
                .isEqualTo(before);
    }

    /** The throttle itself has its own test; a real one here would hold up the tests after it. */
    @Test
    void whoGuessesTooOftenIsToldHowLongToWait() {
        openSignIn(1280, ColorScheme.LIGHT);
        page.route(
                "**/login",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setStatus(429)
                        .setContentType("application/problem+json")
                        .setBody("{\"detail\": \"Too many failed attempts to sign in. Try again in 30 s.\"}")));
        signIn(page, "a guess");

        assertThat(page.getByRole(AriaRole.ALERT)).hasText("Too many failed attempts to sign in. Try again in 30 s.");
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "360, LIGHT", "360, DARK"})
    void theSignInIsAccessibleInBothThemes(int width, ColorScheme scheme) {
        openSignIn(width, scheme);
        button(page, "Sign in").click();
        assertThat(page.getByRole(AriaRole.ALERT)).hasText("Give a user and a password.");

        isAccessible();
        screenshot("sign-in-" + width + "-" + scheme);
    }
}

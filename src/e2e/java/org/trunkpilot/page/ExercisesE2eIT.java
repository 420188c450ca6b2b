package org.trunkpilot.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the page says of exercises; that they are begun and stopped is seen on the practice PBX ({@link PracticeE2eIT}). */
class ExercisesE2eIT extends InTheBrowser {
    private static final String LINK_DROP = """
            {"name": "link-drop", "title": "The 90-second link drop", "words": "The uplink is cut.", "seconds": 150}""";

    private static final String RUN = """
            {"id": "%s", "exercise": %s, "state": "%s", "by": "admin", "begunAt": "2026-03-01T08:00:00Z",
             "faultAt": "2026-03-01T08:00:05Z", "endsAt": "2026-03-01T08:02:35Z", "verdict": %s,
             "outcomes": [{"state": "MET", "words": "No order was changed."}, {"state": "%s", "words": "Blamed nobody."}],
             "story": [{"at": "2026-03-01T08:00:11Z", "words": "alpha is down: silent."}]}""";

    private void stubbed(String runs) {
        context().route("**/api/v1/practice/exercises", route -> json(route, "[" + LINK_DROP + "]"));
        context().route("**/api/v1/practice/runs", route -> json(route, "[" + runs + "]"));
        page.navigate(address("/exercises"));
    }

    private static void json(Route route, String body) {
        route.fulfill(
                new Route.FulfillOptions().setContentType("application/json").setBody(body));
    }

    private Locator section(String name) {
        return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName(name));
    }

    @Test
    void aRealSiteHasNoneAndIsToldSo() {
        openAt("/exercises", 1280, ColorScheme.LIGHT);
        assertThat(page.getByText("this is a real site")).isVisible();
        isAccessible();
    }

    @Test
    void whatIsNotMetYetWhileItRunsIsNoFault() {
        openAt("/exercises", 1280, ColorScheme.LIGHT);
        stubbed(RUN.formatted("r1", LINK_DROP, "RUNNING", "null", "MISSED"));

        assertThat(section("The 90-second link drop")).containsText("Running");
        assertThat(section("The 90-second link drop")).containsText("Not yet Blamed nobody.");
        assertThat(section("The 90-second link drop")).containsText("+6.0 s");
        assertThat(button(page, "Stop it")).isEnabled();
        assertThat(button(page, "Begin The 90-second link drop")).isDisabled();
        isAccessible();
    }

    @Test
    void theVerdictStandsAboveWhatItIsMadeOf() {
        openAt("/exercises", 1280, ColorScheme.LIGHT);
        stubbed(RUN.formatted(
                "r2", LINK_DROP, "DONE", "\"Not as it should be: 1 of 2 expectations missed.\"", "MISSED"));

        assertThat(section("The 90-second link drop")).containsText("1 of 2 expectations missed.");
        assertThat(section("The 90-second link drop")).containsText("Not as expected Blamed nobody.");
        assertThat(button(page, "Begin The 90-second link drop")).isEnabled();
    }

    @ParameterizedTest
    @CsvSource({"360, LIGHT", "360, DARK", "1280, DARK"})
    void thePageFitsEveryWindow(int width, ColorScheme scheme) {
        openAt("/exercises", width, scheme);
        stubbed(RUN.formatted("r3", LINK_DROP, "DONE", "\"As it should be: 2 of 2 expectations met.\"", "MET"));
        assertThat(section("The 90-second link drop")).containsText("As it should be");

        assertThat((int) page.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
        isAccessible();
        screenshot("exercises-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT));
    }
}

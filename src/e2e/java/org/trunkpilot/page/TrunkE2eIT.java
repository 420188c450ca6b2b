package org.trunkpilot.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.trunkpilot.timeline.Timeline;

/** The page of one trunk: charts on one axis, the same in words, and the calls behind each point. */
class TrunkE2eIT extends InTheBrowser {
    private static final String PROV_A = "/trunks/hq/prov-a";

    @Autowired
    private Timeline timeline;

    private Instant fault;

    @BeforeEach
    void anHourWithAFault() {
        emptyRecord();
        fault = Instant.now().truncatedTo(ChronoUnit.MINUTES).minusSeconds(900);
        Past.anHour(timeline, fault);
        stage.show(Scenes.badAudio());
    }

    @Test
    void aTrunkIsOpenedFromTheFirstPageAndTheWayBackIsTheBrowsersOwn() {
        open();
        page.getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions().setName("prov-a").setExact(true))
                .click();

        assertThat(page).hasURL(address(PROV_A));
        assertThat(page).hasTitle(Pattern.compile("^prov-a on hq · prov-a .* carries calls badly.*"));
        assertThat(verdict()).containsText("prov-a Alpha Telecom, uplink fibre, on hq");
        assertThat(page.getByLabel("Now", new Page.GetByLabelOptions().setExact(true)))
                .containsText("10.2 % of the packets towards us are lost");
        assertThat(page.locator("#main")).isFocused();

        page.goBack();
        assertThat(verdict()).containsText("carries calls badly");
        assertThat(page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Routes")))
                .isVisible();
    }

    @Test
    void everyMomentCanBeReadByKeyboard() {
        openAt(PROV_A + "?at=" + fault, 1280, ColorScheme.LIGHT);
        Locator moment = page.getByRole(AriaRole.SLIDER, new Page.GetByRoleOptions().setName("Moment"));
        assertThat(moment)
                .hasAttribute(
                        "aria-valuetext",
                        Pattern.compile(".*Verdict Degraded, Score 38, R towards us 53\\.2.*Carrier’s fault 1.*"));

        moment.focus();
        page.keyboard().press("ArrowLeft");

        assertThat(moment).hasAttribute("aria-valuetext", Pattern.compile(".*Verdict Healthy, Score 92.*"));
        page.keyboard().press("Home");
        assertThat(moment).hasValue("0");
    }

    @Test
    void theCallsBehindAPointAreShownWithTheirCodes() {
        openAt(PROV_A, 1280, ColorScheme.LIGHT);
        Locator moment = page.getByRole(AriaRole.SLIDER, new Page.GetByRoleOptions().setName("Moment"));
        assertThat(moment).isVisible();
        page.navigate(address(PROV_A + "?at=" + fault));

        Locator calls = page.getByRole(
                AriaRole.REGION, new Page.GetByRoleOptions().setName("Calls").setExact(true));
        assertThat(calls.getByRole(AriaRole.ROW)).hasCount(3);
        assertThat(calls).containsText("503");
        assertThat(calls).containsText("4930");
        page.getByLabel("only the carrier’s faults").check();
        assertThat(calls.getByRole(AriaRole.ROW)).hasCount(2);
        assertThat(calls.getByRole(AriaRole.ROW).last()).containsText("Carrier’s fault");
    }

    @Test
    void whatHappenedStandsInWordsAndLeadsToItsMoment() {
        openAt(PROV_A, 1280, ColorScheme.LIGHT);
        Locator happened = page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("What happened"));
        assertThat(happened).containsText("prov-a: HEALTHY → DEGRADED");

        happened.getByRole(AriaRole.BUTTON).first().click();

        assertThat(page).hasURL(Pattern.compile(".*\\?at=.*"));
        assertThat(page.getByRole(AriaRole.SLIDER)).isFocused();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Calls between")))
                .isVisible();
    }

    @Test
    void aSpanIsChosenByNameAndNarrowedByDragging() {
        openAt(PROV_A, 1280, ColorScheme.LIGHT);
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("90 d"))
                .click();
        assertThat(page).hasURL(address(PROV_A + "?span=90d"));
        Locator moment = page.getByRole(AriaRole.SLIDER);
        assertThat(moment).hasAttribute("max", Pattern.compile("1080|1079"));
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("1 h").setExact(true))
                .click();
        assertThat(moment).hasAttribute("max", Pattern.compile("60|59"));
        Locator chart = page.locator("chart-stack .u-over").first();
        // By the element, not by the screen: what is still being told above it moves it down.
        double width = chart.boundingBox().width;
        chart.hover(new Locator.HoverOptions().setPosition(width * 0.5, 40));
        page.mouse().down();
        chart.hover(new Locator.HoverOptions().setPosition(width * 0.9, 40));
        page.mouse().up();

        assertThat(page).hasURL(Pattern.compile(".*from=.*&to=.*"));
        assertThat(button(page, "Later")).isVisible();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Report on Alpha Telecom"))
                .click();
        assertThat(page).hasURL(Pattern.compile(".*/report\\?carrier=Alpha.*&from=.*&to=.*"));
        assertThat(page.getByLabel("Span")).hasValue("");
    }

    @Test
    void whoeverMustSignInFirstComesToTheTrunkThatWasAskedFor() {
        openSignIn(PROV_A + "?span=6h");
        signIn(page, PASSWORD);

        page.waitForURL(address(PROV_A + "?span=6h"));
        assertThat(verdict()).containsText("prov-a");
    }

    @Test
    void aTrunkThatIsNotThereIsSaidToBe() {
        openAt("/trunks/hq/nobody", 1280, ColorScheme.LIGHT);

        assertThat(page.getByText("PBX hq has no trunk nobody in the configuration."))
                .isVisible();
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "360, LIGHT", "360, DARK"})
    void thePageIsAccessibleAndFits(int width, ColorScheme scheme) {
        openAt(PROV_A + "?at=" + fault, width, scheme);
        assertThat(page.getByRole(AriaRole.TABLE)).isVisible();
        assertThat(page.locator("chart-stack figure").last()).isVisible();

        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(width);
        isAccessible();
        screenshot("trunk-" + width + "-" + scheme);
    }
}

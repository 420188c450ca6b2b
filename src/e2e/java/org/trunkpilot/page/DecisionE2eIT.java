package org.trunkpilot.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.timeline.Entry;
import org.trunkpilot.timeline.Timeline;
import org.trunkpilot.trunk.RouteId;

/** Why one decision was made, what else was considered, and what came of it. */
class DecisionE2eIT extends InTheBrowser {
    private static final RouteId DEFAULT = new RouteId("default");

    @Autowired
    private Timeline timeline;

    private Instant moved;
    private String move;

    @BeforeEach
    void aMoveThatEnded() {
        emptyRecord();
        moved = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(2_400);
        Past.anHour(timeline, moved.truncatedTo(ChronoUnit.MINUTES));
        RouteDecision away = new RouteDecision(
                moved,
                DEFAULT,
                List.of(Scenes.A, Scenes.B, Scenes.C),
                List.of(Scenes.B, Scenes.C, Scenes.A),
                Rung.HARD_FAULT,
                "prov-a stands last: 5 of 6 calls met 503 in 60 s, and prov-b is proven.",
                List.of("prov-a: 5 of 6 calls met 503", "prov-b: an answered two-way call 9 s before"),
                Optional.of("15 min without a fault on prov-a."),
                Optional.of(Attribution.CARRIER),
                95,
                List.of("prov-c would do, but stands behind prov-b in the order."));
        move = decide(away, Mode.ACTING);
        timeline.outcome(move, moved.plusMillis(310), "Written to the PBX and read back.");
        timeline.append(new Entry(
                moved.plusMillis(300),
                Scenes.HQ,
                Entry.Kind.ACTUATION,
                Optional.empty(),
                Optional.of(DEFAULT),
                "Written and read back: v1 7 hq prov-b&prov-c&prov-a",
                Map.of()));
        decide(
                new RouteDecision(
                        moved.plusSeconds(1_200),
                        DEFAULT,
                        away.to(),
                        away.from(),
                        Rung.FAIL_BACK,
                        "prov-a is first again: 15 min without a fault.",
                        List.of("prov-a: no fault in 15 min"),
                        Optional.empty()),
                Mode.ACTING);
    }

    private String decide(RouteDecision decision, Mode mode) {
        String id = timeline.decided(Scenes.HQ, decision, mode);
        timeline.append(new Entry(
                decision.at(),
                Scenes.HQ,
                Entry.Kind.DECISION,
                Optional.empty(),
                Optional.of(decision.route()),
                decision.reason(),
                Map.of("decision", id, "moves", decision.moves())));
        return id;
    }

    private Locator region(String name) {
        return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName(name));
    }

    private Locator link(String name) {
        return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile(name)));
    }

    @Test
    void everythingKnownOfAMoveIsOnItsPage() {
        openAt("/decisions/" + move, 1280, ColorScheme.LIGHT);

        assertThat(verdict()).containsText("Moved: route default");
        assertThat(page.getByText("prov-a stands last: 5 of 6 calls")).isVisible();
        assertThat(region("Evidence")).containsText("an answered two-way call 9 s before");
        assertThat(region("Whose fault")).containsText("The carrier’s. 95 % sure");
        assertThat(region("What would change it")).containsText("15 min without a fault");
        assertThat(region("Considered and refused")).containsText("prov-c would do, but");
        assertThat(region("What came of it")).containsText("Written to the PBX and read back. After 0.3 s");
        assertThat(region("What came of it")).containsText("prov-b&prov-c&prov-a");
        assertThat(region("What came of it")).containsText("degraded for");
        assertThat(region("What came of it")).containsText("After 20 min");
        assertThat(region("Without it")).containsText("Not known. The journal holds nothing of that time.");
    }

    @Test
    void itIsReachedFromTheTimelineAndTheOneThatEndedItFromThere() {
        openAt("/timeline?layers=MOVE", 1280, ColorScheme.LIGHT);
        link("^Why").last().click();
        assertThat(page).hasURL(Pattern.compile(".*/decisions/" + move));

        link("That decision").click();
        assertThat(page.getByText("prov-a is first again").first()).isVisible();
        assertThat(region("Whose fault")).containsText("at anybody’s door");
        assertThat(region("What came of it")).containsText("It has not");
    }

    @Test
    void theLastDecisionOfARouteIsReachedFromTheFirstPageByKeyboard() {
        open();
        link("Last decision of default").focus();
        page.keyboard().press("Enter");

        assertThat(verdict()).containsText("Moved: route default");
        assertThat(page.locator("main")).isFocused();
    }

    @Test
    void aRefusalWhileWatchingSaysThatNothingWasWritten() {
        String refusal = decide(
                new RouteDecision(
                        Instant.now().minusSeconds(60),
                        DEFAULT,
                        List.of(Scenes.A, Scenes.B),
                        List.of(Scenes.A, Scenes.B),
                        Rung.COMMON_CAUSE,
                        "The order stays: all trunks fell silent within 2 s.",
                        List.of(),
                        Optional.empty()),
                Mode.WATCHING);
        openAt("/decisions/" + refusal, 360, ColorScheme.DARK);

        assertThat(verdict()).containsText("Left alone: route default");
        assertThat(region("What came of it")).containsText("the order stayed as it was");
        assertThat(region("Without it")).containsText("calls would have gone the same way");
        isAccessible();
        screenshot("decision-refusal-360-DARK");
    }

    @Test
    void anUnknownOneIsSaidToBeUnknown() {
        openAt("/decisions/none", 1280, ColorScheme.LIGHT);

        assertThat(page.getByText("There is no decision \"none\"")).isVisible();
        isAccessible();
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "360, LIGHT", "360, DARK", "3840, LIGHT"})
    void thePageIsAccessibleAndFits(int width, ColorScheme scheme) {
        openAt("/decisions/" + move, width, scheme);
        assertThat(region("Without it")).isVisible();

        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(width);
        isAccessible();
        screenshot("decision-" + width + "-" + scheme);
    }
}

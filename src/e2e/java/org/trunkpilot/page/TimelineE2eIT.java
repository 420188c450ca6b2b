package org.trunkpilot.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.trunkpilot.timeline.Entry;
import org.trunkpilot.timeline.Timeline;
import org.trunkpilot.trunk.RouteId;

/** The record on one clock: sifted, linked to, and taken away as a file. */
class TimelineE2eIT extends InTheBrowser {
    @Autowired
    private Timeline timeline;

    private Instant fault;

    @BeforeEach
    void aFaultAndWhatWasDoneAboutIt() {
        emptyRecord();
        fault = Instant.now().truncatedTo(ChronoUnit.MINUTES).minusSeconds(900);
        Past.anHour(timeline, fault);
        tell(-60, Entry.Kind.LINK, Optional.empty(), "Connected to Asterisk 22.5.2.", Map.of());
        tell(
                4,
                Entry.Kind.DECISION,
                Optional.of("default"),
                "prov-a loses packets; prov-b first.",
                Map.of("moves", true));
        tell(9, Entry.Kind.DECISION, Optional.of("mobile"), "Nothing better than prov-c.", Map.of("moves", false));
    }

    private void tell(int after, Entry.Kind kind, Optional<String> route, String words, Map<String, Object> detail) {
        timeline.append(new Entry(
                fault.plusSeconds(after), Scenes.HQ, kind, Optional.empty(), route.map(RouteId::new), words, detail));
    }

    private Locator entries() {
        return page.getByRole(AriaRole.REGION).getByRole(AriaRole.LIST).getByRole(AriaRole.LISTITEM);
    }

    @Test
    void everyLayerStandsOnOneClockNewestFirst() {
        open();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Timeline"))
                .click();

        assertThat(page).hasURL(address("/timeline"));
        assertThat(entries()).hasCount(5);
        assertThat(entries().nth(0)).containsText("prov-a: DEGRADED → HEALTHY");
        assertThat(entries().nth(1)).containsText("Left alone");
        assertThat(entries().nth(2)).containsText("Moved");
        assertThat(entries().nth(4)).containsText("Connected to Asterisk 22.5.2.");
    }

    @Test
    void movesAndRefusalsAreSiftedApartAndTheAddressRemembersIt() {
        openAt("/timeline", 1280, ColorScheme.LIGHT);
        page.getByLabel("Refusals").check();

        assertThat(entries()).hasCount(1);
        assertThat(entries()).containsText("Nothing better than prov-c.");
        page.reload();
        assertThat(page.getByLabel("Refusals")).isChecked();
        assertThat(entries()).hasCount(1);
        page.getByLabel("Refusals").uncheck();
        page.getByLabel("Trunk").selectOption("prov-a");
        assertThat(entries()).hasCount(2);
        page.getByLabel("Trunk").selectOption("prov-b");
        assertThat(page.getByText("Nothing of this kind in the record.")).isVisible();
    }

    @Test
    void aMomentCanBeLinkedTo() {
        openAt("/timeline", 1280, ColorScheme.LIGHT);
        entries().nth(2).getByRole(AriaRole.LINK).first().click();

        assertThat(page).hasURL(Pattern.compile(".*/timeline\\?at=.*"));
        assertThat(page.locator("[aria-current=true]")).containsText("prov-a loses packets; prov-b first.");
    }

    @Test
    void whatHappensIsShownWithoutReloading() {
        openAt("/timeline", 1280, ColorScheme.LIGHT);
        assertThat(entries()).hasCount(5);

        tell(600, Entry.Kind.ALARM, Optional.empty(), "Look at the uplink.", Map.of());

        assertThat(entries().nth(0)).containsText("Look at the uplink.");
    }

    @Test
    void whatIsShownIsTakenAwayAsAFile() throws IOException {
        openAt("/timeline?layers=LINK", 1280, ColorScheme.LIGHT);
        Download csv =
                page.waitForDownload(() -> page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("CSV"))
                        .click());

        assertThat(Files.readAllLines(csv.path()))
                .hasSize(2)
                .last()
                .asString()
                .contains("hq,LINK,,,Connected to Asterisk 22.5.2.");
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "360, LIGHT", "360, DARK"})
    void thePageIsAccessibleAndFits(int width, ColorScheme scheme) {
        openAt("/timeline?at=" + fault.plusSeconds(4), width, scheme);
        assertThat(entries().first()).isVisible();

        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(width);
        isAccessible();
        screenshot("timeline-" + width + "-" + scheme);
    }
}

package org.trunkpilot.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.trunkpilot.timeline.Timeline;

/** What goes with a ticket to a provider: on the screen, on paper, and as a file. */
class ReportE2eIT extends InTheBrowser {
    @Autowired
    private Timeline timeline;

    @BeforeEach
    void anHourWithAFault() {
        emptyRecord();
        Past.anHour(timeline, Instant.now().truncatedTo(ChronoUnit.MINUTES).minusSeconds(900));
    }

    private Locator trunk() {
        return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Trunk prov-a on hq"));
    }

    @Test
    void aCarrierIsReportedOnWithItsIncidentAndTheCallsToLookUp() {
        open();
        page.getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions().setName("Report").setExact(true))
                .click();

        assertThat(verdict()).containsText("Alpha Telecom provider report");
        assertThat(trunk()).containsText("100.000 %");
        assertThat(trunk()).containsText("5 (1.7 %)");
        assertThat(trunk()).containsText("SIP 503");
        assertThat(trunk()).containsText("10.2 % of the packets towards us are lost");
        assertThat(trunk()).containsText("5 calls to look up");
        assertThat(trunk().getByRole(AriaRole.REGION).getByRole(AriaRole.ROW)).hasCount(6);
    }

    @Test
    void anotherCarrierIsChosenAndTheAddressRemembersIt() {
        openAt("/report", 1280, ColorScheme.LIGHT);
        page.getByLabel("Carrier").selectOption("Beta Voice");

        assertThat(verdict()).containsText("Beta Voice provider report");
        assertThat(page).hasURL(Pattern.compile(".*carrier=Beta.*"));
        assertThat(page.getByText("None in this span.")).isVisible();
    }

    @Test
    void theCallsAreTakenAwayAsAFile() throws IOException {
        openAt("/report", 1280, ColorScheme.LIGHT);
        Download csv = page.waitForDownload(
                () -> page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Calls as CSV"))
                        .click());

        assertThat(Files.readAllLines(csv.path())).hasSize(6).last().asString().contains("CARRIER_FAULT");
    }

    @Test
    void onPaperThereIsTheReportAlone() {
        openAt("/report", 1280, ColorScheme.DARK);
        assertThat(trunk()).isVisible();

        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
        assertThat(button(page, "Print …")).isHidden();
        assertThat(page.getByLabel("Carrier")).isHidden();
        assertThat(page.getByRole(AriaRole.NAVIGATION)).isHidden();
        assertThat(trunk()).isVisible();
        page.pdf(new Page.PdfOptions()
                .setPath(Path.of("target", "screenshots", "provider-report.pdf"))
                .setPreferCSSPageSize(true));
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "360, LIGHT", "360, DARK"})
    void thePageIsAccessibleAndFits(int width, ColorScheme scheme) {
        openAt("/report", width, scheme);
        assertThat(trunk()).isVisible();

        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(width);
        isAccessible();
        screenshot("report-" + width + "-" + scheme);
    }
}

package org.trunkpilot.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.trunkpilot.control.ControlledPbx;
import org.trunkpilot.control.ControlledPbxs;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.journal.Journal;
import org.trunkpilot.journal.JournalSettings;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxKind;
import org.trunkpilot.pbx.Secret;
import org.trunkpilot.pbx.SteeringTerms;
import org.trunkpilot.replay.Past;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.RoutingPolicy;
import org.trunkpilot.trunk.PbxId;

/** Another policy on what was really heard: chosen, refused where it is wrong, run, and read side by side. */
@Import(BacktestE2eIT.WithAJournal.class)
class BacktestE2eIT extends InTheBrowser {
    private static final PbxId HQ = new PbxId("hq");
    private static final Instant END = Past.START.plus(Duration.ofHours(1));

    /** The PBX of the stage is one that is controlled, so there can be a journal of it. */
    @TestConfiguration(proxyBeanMethods = false)
    static class WithAJournal {
        @Bean
        @Primary
        ControlledPbxs controlled() {
            return new ControlledPbxs(List.of(new ControlledPbx(
                    new PbxAddress(
                            HQ,
                            PbxKind.ASTERISK,
                            "127.0.0.1",
                            1,
                            false,
                            "u",
                            new Secret("s"),
                            PbxAddress.RowStore.DATABASE),
                    new Past(1, 1).inventory(),
                    Mode.WATCHING,
                    SteeringTerms.DEFAULTS,
                    HealthPolicy.balanced(),
                    RoutingPolicy.balanced(),
                    Map.of(),
                    "tp-test")));
        }

        /**
         * A journal that was written on that day, and goes on with what the control thread of a PBX that nobody can reach tells it. Its
         * clock stands at the end of that day, so that its file is not too old to be kept.
         */
        @Bean(initMethod = "start")
        @Primary
        Journal journalOfThen() throws IOException {
            Path dir = Files.createTempDirectory("journal");
            try (Journal then = new Journal(dir, JournalSettings.defaults(), () -> END)) {
                then.start();
                new Past(2, 1)
                        .fault(Past.a(0), Past.Kind.REFUSES, Duration.ofMinutes(20), Duration.ofMinutes(40))
                        .inputs(Duration.ofHours(1), 600, Duration.ofSeconds(60))
                        .forEach(then.pen(HQ));
            }
            return new Journal(dir, JournalSettings.defaults(), () -> END);
        }
    }

    private Locator sideBySide() {
        return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Side by side"));
    }

    @Test
    void aPolicyIsTriedOnAPastWithAFaultAndStandsBesideTheOneInForce() {
        openAt("/backtest", 1280, ColorScheme.LIGHT);

        page.getByLabel("Past").selectOption("from … until …");
        page.getByLabel("From").fill(local(Past.START));
        page.getByLabel("Until").fill(local(END));
        page.getByLabel("Policy to try").selectOption("availability");
        button(page, "Turn a knob …").click();
        page.getByLabel("Knob 1", new Page.GetByLabelOptions().setExact(true)).fill("routing.dwell");
        page.getByLabel("Value of knob 1").fill("5m");
        button(page, "Run it").click();

        assertThat(sideBySide()).containsText("Candidate: availability with routing.dwell=5m");
        assertThat(sideBySide()).containsText("In force: balanced");
        assertThat(sideBySide()).containsText("Static order");
        assertThat(page.getByText("600 calls began on steered routes in that time"))
                .isVisible();
        assertThat(page.getByText("Right:")
                        .or(page.getByText("Right", new Page.GetByTextOptions().setExact(true)))
                        .first())
                .isVisible();
        assertThat(page.url()).contains("id=");
        isAccessible();
        screenshot("backtest");

        page.reload();
        assertThat(sideBySide()).containsText("Static order");
    }

    @Test
    void aKnobThatDoesNotExistIsNamedAndNothingTypedIsLost() {
        openAt("/backtest", 1280, ColorScheme.LIGHT);
        button(page, "Turn a knob …").click();
        page.getByLabel("Knob 1", new Page.GetByLabelOptions().setExact(true)).fill("routing.dwel");
        page.getByLabel("Value of knob 1").fill("5m");
        button(page, "Run it").click();

        assertThat(page.getByRole(AriaRole.ALERT)).containsText("candidate.knobs.routing.dwel: unknown key");
        assertThat(page.getByLabel("Value of knob 1")).hasValue("5m");
        isAccessible();
    }

    @ParameterizedTest
    @CsvSource({"360, LIGHT", "360, DARK", "1280, DARK", "2560, LIGHT"})
    void thePageFitsEveryWindow(int width, ColorScheme scheme) {
        openAt("/backtest", width, scheme);
        assertThat(button(page, "Run it")).isEnabled();

        assertThat((int) page.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
        isAccessible();
        screenshot("backtest-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT));
    }

    /** As the browser's own field wants it; the browser of these tests lives in Berlin. */
    private static String local(Instant at) {
        return at.atZone(ZoneId.of("Europe/Berlin")).toLocalDateTime().toString();
    }
}

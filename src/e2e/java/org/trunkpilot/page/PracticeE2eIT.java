package org.trunkpilot.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.trunkpilot.TestDatabases;
import org.trunkpilot.pbx.PbxKind;
import org.trunkpilot.practice.PracticeSettings;
import org.trunkpilot.practice.PracticeWorld;
import org.trunkpilot.practice.world.Conditions;
import org.trunkpilot.practice.world.IncidentScript;

/**
 * The story of the first command from beginning to end, nothing stood in for but the carriers and their PBX: what its script does by
 * the minute is done here as soon as the step before it has been seen in the page and on the PBX. Both stories run at once.
 */
class PracticeE2eIT {
    /** The incidents of the first run come when the test says so. */
    @TestConfiguration(proxyBeanMethods = false)
    static class AtOurWord {
        @Bean
        @Primary
        PracticeSettings withoutAScript() {
            return PracticeSettings.firstRun(1).withScript(IncidentScript.NONE);
        }
    }

    @ActiveProfiles("practice")
    @Import(AtOurWord.class)
    @Execution(ExecutionMode.CONCURRENT)
    abstract static class TheFirstCommand {
        private static final List<IncidentScript.Phase> PHASES =
                PracticeSettings.firstRun(1).script().phases();
        private static final List<String> OWN_ORDER = List.of("alpha", "beta");
        private static final List<String> MOVED = List.of("beta", "alpha");

        /** Ten times what a fault or a return takes on an idle machine. */
        private static final Duration PATIENCE = Duration.ofMinutes(2);

        @Autowired
        private PracticeWorld world;

        @Autowired
        private PbxKind kind;

        @LocalServerPort
        private int port;

        private Page page;

        @DynamicPropertySource
        static void database(DynamicPropertyRegistry properties) {
            TestDatabases.h2(properties);
        }

        @Test
        void aProviderFailsTheOrderChangesTheOperatorSeesWhyAndItGoesBack() {
            try (Playwright playwright = Playwright.create();
                    Browser browser = playwright
                            .chromium()
                            .launch(new BrowserType.LaunchOptions()
                                    .setExecutablePath(InTheBrowser.CHROMIUM)
                                    .setArgs(InTheBrowser.ARGUMENTS))) {
                page = browser.newPage(new Browser.NewPageOptions().setViewportSize(1280, 900));
                page.navigate("http://127.0.0.1:" + port + "/login");
                InTheBrowser.signIn(page, InTheBrowser.PASSWORD);
                tellTheStory();
            }
        }

        private void tellTheStory() {
            verdict("All 2 trunks carry calls well, and every route has its own order.");

            play("bad-audio");
            verdict("alpha (Alpha Telecom) carries calls badly");
            onThePbx(MOVED);
            assertThat(decisions().getByText("alpha carries calls badly").first())
                    .isVisible(within());
            assertThat(page.getByText("Route default tries beta first (the PBX has it)."))
                    .isVisible(within());
            screenshot("moved");

            play("dead");
            verdict("alpha (Alpha Telecom) carries no calls");
            onThePbx(MOVED);
            screenshot("dead");

            play("back");
            verdict("All 2 trunks carry calls well, and every route has its own order.");
            onThePbx(OWN_ORDER);
            screenshot("back");

            play("uplink-cut");
            assertThat(page.locator(".verdict dt:text-is('Whose fault') + dd"))
                    .containsText("plink fibre", new LocatorAssertions.ContainsTextOptions().setTimeout((double)
                                    PATIENCE.toMillis()));
            assertThat(page.getByText("The order was left alone: there is nothing better to move to."))
                    .isVisible(within());
            onThePbx(OWN_ORDER);
            screenshot("uplink-cut");

            thePbxIsChecked();
            anExerciseIsBegunAndStopped();
        }

        private void anExerciseIsBegunAndStopped() {
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Exercises"))
                    .click();
            InTheBrowser.button(page, "Begin The 90-second link drop").click();
            Locator run =
                    page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("The 90-second link drop"));
            // The uplink that was cut before is mended by the preparation.
            assertThat(run).containsText("The fault began", longEnough());
            assertThat(run).containsText("Not yet");
            assertThat(run).containsText("Whose fault: ", longEnough());
            screenshot("exercise");
            InTheBrowser.button(page, "Stop it").click();
            assertThat(run).containsText("Stopped before it was over.");
        }

        private static LocatorAssertions.ContainsTextOptions longEnough() {
            return new LocatorAssertions.ContainsTextOptions().setTimeout((double) PATIENCE.toMillis());
        }

        private void thePbxIsChecked() {
            page.getByRole(
                            AriaRole.LINK,
                            new Page.GetByRoleOptions().setName("practice").setExact(true))
                    .click();
            InTheBrowser.button(page, "Check now").click();
            Locator items = page.getByRole(
                            AriaRole.REGION, new Page.GetByRoleOptions().setName("Is all of it on the PBX?"))
                    .getByRole(AriaRole.LISTITEM);
            assertThat(items.filter(new Locator.FilterOptions().setHasText("trunk alpha"))
                            .first())
                    .isVisible(within());
            assertThat(items.filter(new Locator.FilterOptions().setHasText("clock")))
                    .containsText("OK");
            page.getByText("The dialplan alone: the file to install").click();
            assertThat(page.getByLabel("Dialplan")).containsText("Fingerprint");
            screenshot("checked");
        }

        private void play(String name) {
            IncidentScript.Phase phase = PHASES.stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            world.inventory().trunks().forEach(trunk -> {
                world.carrier(trunk.carrier(), phase.carriers().getOrDefault(trunk.carrier(), Conditions.WELL));
                world.uplink(trunk.uplink(), !phase.uplinksDown().contains(trunk.uplink()));
            });
        }

        /** Each of the PBX's stores has that order; none has a row while the order is the site's own. */
        private void onThePbx(List<String> order) {
            List<String> stores = kind == PbxKind.ASTERISK ? List.of("AstDB") : List.of("hash", "db");
            await().atMost(PATIENCE).untilAsserted(() -> {
                Map<String, List<String>> rows = new OrderOnThePbx(world, kind).of("default");
                if (order.equals(OWN_ORDER)) {
                    assertThat(rows.values()).allMatch(order::equals);
                } else {
                    assertThat(rows).containsOnlyKeys(stores);
                    assertThat(rows.values()).allMatch(order::equals);
                }
            });
        }

        private void verdict(String words) {
            Locator headline = page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1));
            assertThat(headline).containsText(words, new LocatorAssertions.ContainsTextOptions().setTimeout((double)
                            PATIENCE.toMillis()));
        }

        private Locator decisions() {
            return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Decisions"));
        }

        private static LocatorAssertions.IsVisibleOptions within() {
            return new LocatorAssertions.IsVisibleOptions().setTimeout((double) PATIENCE.toMillis());
        }

        private void screenshot(String what) {
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(InTheBrowser.SCREENSHOTS.resolve(
                            "practice-" + kind.name().toLowerCase(Locale.ROOT) + "-" + what + ".png"))
                    .setFullPage(true));
        }
    }

    @Nested
    @SpringBootTest(
            webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
            properties = {
                "trunkpilot.admin-password=" + InTheBrowser.PASSWORD,
                "server.shutdown=immediate",
                "trunkpilot.data-dir=target/test-data/practice-asterisk"
            })
    class BesideAnAsterisk extends TheFirstCommand {}

    @Nested
    @SpringBootTest(
            webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
            properties = {
                "trunkpilot.admin-password=" + InTheBrowser.PASSWORD,
                "server.shutdown=immediate",
                "trunkpilot.practice.kind=freeswitch",
                "trunkpilot.data-dir=target/test-data/practice-freeswitch"
            })
    class BesideAFreeswitch extends TheFirstCommand {}
}

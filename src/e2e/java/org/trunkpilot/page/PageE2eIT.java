package org.trunkpilot.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Value;
import org.trunkpilot.operator.Role;
import org.trunkpilot.operator.TokenFile;
import org.trunkpilot.override.Order;

/** What an operator sees, and what he can do about it. */
class PageE2eIT extends InTheBrowser {
    @Value("${trunkpilot.data-dir}")
    private Path dataDir;

    @Test
    void theVerdictSaysWhatIsWrongWhoseFaultItIsWhatWasDoneAndWhatToDo() {
        stage.show(Scenes.badAudio());
        open();

        assertThat(verdict())
                .hasText(
                        "prov-a (Alpha Telecom) carries calls badly: 10.2 % of the packets towards us are lost, on 3 of 3"
                                + " calls.");
        assertThat(page.getByText("Alpha Telecom, not us: prov-b of Beta Voice sounds well over the same uplink."))
                .isVisible();
        assertThat(page.getByText("Route default tries prov-b first (the PBX has it)."))
                .isVisible();
        assertThat(page.getByText("Nothing urgent: new calls avoid it. Report it to Alpha Telecom."))
                .isVisible();
        assertThat(page).hasTitle(Pattern.compile("^prov-a .* · Trunkpilot$"));
    }

    @Test
    void silenceOfAllIsNotBlamedOnACarrier() {
        stage.show(Scenes.commonCause());
        open();

        assertThat(verdict()).containsText("the uplink or the PBX, not the carriers");
        assertThat(page.getByText("Not one carrier’s: what they share has failed."))
                .isVisible();
    }

    @Test
    void theTrunkThatNeedsMostAttentionStandsFirst() {
        stage.show(Scenes.badAudio());
        open();
        Locator names = page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Trunks"))
                .getByRole(AriaRole.HEADING, new Locator.GetByRoleOptions().setLevel(3));

        assertThat(names).hasText(new String[] {"prov-a", "prov-b", "prov-c"});
        assertThat(trunk("prov-a")).containsText("Degraded");
        assertThat(trunk("prov-a")).containsText("Out of service");
        assertThat(trunk("prov-b")).containsText("Healthy");

        stage.show(Scenes.commonCause());
        assertThat(trunk("prov-c")).containsText("Down");
    }

    @Test
    void everyFigureOfATrunkCanBeReadInWords() {
        stage.show(Scenes.badAudio());
        open();
        button(page, "More about prov-a").click();

        assertThat(trunk("prov-a")).containsText("R 53.2 towards us. Evidence A.");
        assertThat(trunk("prov-a")).containsText("Measured on real calls, reported from both ends.");
        assertThat(trunk("prov-a").getByRole(AriaRole.IMG))
                .hasAccessibleName(Pattern.compile("Score of prov-a.*now 38"));
    }

    @Test
    void aRouteShowsTheOrderConfiguredTheOneWantedAndTheOneOnThePbx() {
        stage.show(Scenes.badAudio());
        open();
        Locator route = trunk("default");

        assertThat(route.getByRole(AriaRole.LIST)).hasCount(3);
        assertThat(route.getByRole(AriaRole.LIST)
                        .first()
                        .getByRole(AriaRole.LISTITEM)
                        .first())
                .containsText("prov-a");
        assertThat(route.getByRole(AriaRole.LIST)
                        .last()
                        .getByRole(AriaRole.LISTITEM)
                        .first())
                .containsText("prov-b");
        assertThat(route).containsText("In sync");
        assertThat(route).containsText("prov-a stands last: it loses 10.2 %");
        assertThat(trunk("emergency")).containsText("watched, never steered");
    }

    @Test
    void aDecisionStandsWithItsReasonItsEvidenceAndWhatBecameOfIt() {
        open();
        stage.show(Scenes.badAudio());

        Locator decisions = page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Decisions"));
        assertThat(decisions.getByText("Moved prov-a from first to last:")).isVisible();
        assertThat(decisions.getByText("Written and read back after 0.3 s.")).isVisible();
        decisions.getByText("Evidence").first().click();
        assertThat(decisions.getByText("R towards us 53.2 on prov-a, 91.1 on prov-b."))
                .isVisible();
        assertThat(decisions.getByText("What would change it: 15 min without loss on prov-a."))
                .isVisible();
    }

    @Test
    void whatChangesIsShownWithoutReloading() {
        open();
        assertThat(verdict()).hasText("All 3 trunks carry calls well, and every route has its own order.");

        stage.show(Scenes.badAudio());

        assertThat(verdict()).containsText("prov-a (Alpha Telecom) carries calls badly");
    }

    @Test
    void anOrderIsGivenAndEndedByKeyboardAlone() {
        open();
        page.keyboard().press("Tab");
        assertThat(page.getByText("To the verdict")).isFocused();
        button(page, "New order …").focus();
        page.keyboard().press("Enter");
        Locator dialog = page.getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName("New order"));
        assertThat(dialog.getByLabel("Hold a trunk out")).isFocused();

        page.keyboard().press("Tab");
        page.keyboard().type("prov-b");
        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        page.keyboard().type("planned work at Beta");
        page.keyboard().press("Tab");
        page.keyboard().press("ArrowRight");

        assertThat(dialog).containsText("New calls on every route it is on try prov-b last");
        assertThat(dialog).containsText("It is not blocked");
        assertThat(dialog).containsText("holds only while Trunkpilot runs");
        assertThat(dialog).containsText("Emergency calls (emergency) keep their own order");
        page.keyboard().press("Enter");

        assertThat(dialog).isHidden();
        Locator order = trunk("Hold prov-b out on every route");
        assertThat(order).containsText("planned work at Beta");
        assertThat(button(page, "New order …")).isFocused();
        assertThat(page.getByText("Order given: hold prov-b out on every route until"))
                .isVisible();
        assertThat(stage.orders.get(Scenes.HQ)).extracting(Order::kind).containsExactly(Order.Kind.HELD_OUT);

        order.getByRole(AriaRole.BUTTON).focus();
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName("End this order?")))
                .isVisible();
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");

        assertThat(page.getByText("None. Trunkpilot decides by itself.")).isVisible();
        assertThat(stage.orders.get(Scenes.HQ)).isEmpty();
    }

    @Test
    void whatIsMissingInAnOrderIsSaidAtItsField() {
        open();
        button(page, "New order …").click();
        button(page, "Give the order").click();

        assertThat(page.getByLabel("Trunk", exactly())).hasAccessibleDescription("Choose a trunk.");
        assertThat(page.getByLabel("Trunk", exactly())).isFocused();
        assertThat(page.getByLabel("Why"))
                .hasAccessibleDescription("Say why: whoever comes after you will want to know.");
    }

    @Test
    void whatTheServiceHasAgainstAnOrderIsSaidAtItsField() {
        open();
        page.route("**/api/v1/overrides", route -> refuse(route, "reason", "must name the ticket"));
        button(page, "Order … for prov-b").click();
        page.getByLabel("Why").fill("because");
        button(page, "Hold prov-b out").click();

        assertThat(page.getByLabel("Why")).hasAccessibleDescription("Must name the ticket.");
        assertThat(page.getByLabel("Why")).hasValue("because");
    }

    private static void refuse(Route route, String field, String message) {
        route.fulfill(new Route.FulfillOptions()
                .setStatus(400)
                .setContentType("application/problem+json")
                .setBody("{\"title\": \"Invalid request\", \"fields\": [{\"field\": \"" + field + "\", \"message\": \""
                        + message + "\"}]}"));
    }

    @Test
    void aControlLoopThatStandsStillIsSaidInRedWithinSeconds() {
        open();
        assertThat(verdict()).containsText("All 3 trunks carry calls well");
        assertThat(trunk("hq Asterisk 22.5.2")).containsText("12 not accounted for");

        stage.stall(Instant.now().minusSeconds(6));
        assertThat(verdict()).containsText("Trunkpilot has not judged hq since");
        assertThat(trunk("hq Asterisk 22.5.2")).containsText("Not judged");
        isAccessible();
        screenshot("stalled");

        stage.show(Scenes.allWell());
        assertThat(verdict()).containsText("All 3 trunks carry calls well");
    }

    @Test
    void theModeIsSwitchedOnlyAfterAsking() {
        stage.show(Scenes.badAudio());
        open();
        button(page, "Switch … the mode of hq").click();
        Locator question = page.getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName("Only watch hq?"));
        assertThat(question).containsText("Trunkpilot deletes its rows from hq once, and then writes nothing.");
        assertThat(question).containsText("New calls on default go back to your own order");

        button(page, "Cancel").click();
        assertThat(trunk("hq Asterisk 22.5.2")).containsText("Acting");

        button(page, "Switch … the mode of hq").click();
        question.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Only watch hq"))
                .click();
        assertThat(trunk("hq Asterisk 22.5.2")).containsText("Watching");
        assertThat(trunk("default")).containsText("Watched only");
    }

    @ParameterizedTest
    @CsvSource({"VIEWER, false, false", "OPERATOR, true, false", "ADMIN, true, true"})
    void nobodySeesAButtonThatHisRoleMayNotUse(String role, boolean orders, boolean modes) {
        openWithToken(token(role));

        assertThat(button(page, "New order …")).hasCount(orders ? 1 : 0);
        assertThat(button(page, "Order … for prov-a")).hasCount(orders ? 1 : 0);
        assertThat(button(page, "Switch … the mode of hq")).hasCount(modes ? 1 : 0);
        assertThat(button(page, "More about prov-a")).hasCount(1);
    }

    private String token(String role) {
        String name = "page-" + UUID.randomUUID().toString().substring(0, 8);
        return TokenFile.create(dataDir, name, Role.valueOf(role), Optional.empty())
                .token();
    }

    @Test
    void whatIsNoLongerTrueIsCalledStaleAndComesBackByItself() {
        open();
        line.cut();

        assertThat(page.getByText("Stale since")).isVisible();
        assertThat(verdict()).containsText("Out of date: nothing heard from Trunkpilot since");
        screenshot("stale");

        line.mend();
        assertThat(page.getByText("Live", new Page.GetByTextOptions().setExact(true)))
                .isVisible();
        assertThat(verdict()).hasText("All 3 trunks carry calls well, and every route has its own order.");
    }

    @Test
    void whoeverIsNoLongerSignedInIsSentToSignIn() {
        open();
        line.cut();
        assertThat(page.getByText("Stale since")).isVisible();
        context().clearCookies(); // not before: a page that still asks something would be sent to sign in at once
        line.mend();

        page.waitForURL(address("/login"));
    }

    @Test
    void aSiteWithoutAPbxSaysSoAndWhatToDo() {
        stage.show();
        open();

        assertThat(verdict()).hasText("No PBX configured.");
        assertThat(page.getByText("Write your PBX into config/application.yml")).isVisible();
        assertThat(page.getByText("make-believe")).hasCount(0);
        isAccessible();
        screenshot("nothing-configured");
    }

    @Test
    void theThemeChosenIsRemembered() {
        open();
        page.getByLabel("Theme").selectOption("dark");
        page.reload();

        assertThat(page.getByLabel("Theme")).hasValue("dark");
        assertThat((String) page.evaluate("getComputedStyle(document.documentElement).colorScheme"))
                .isEqualTo("dark");
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void theWholePageIsAccessibleInBothThemes(ColorScheme scheme) {
        stage.show(Scenes.badAudio());
        open(1280, scheme);
        button(page, "More about prov-a").click();
        isAccessible();
        screenshot("bad-audio-1280-" + scheme);

        button(page, "Order … for prov-a").click();
        button(page, "Hold prov-a out").click();
        isAccessible();
        screenshotOfWindow("order-1280-" + scheme);
        page.keyboard().press("Escape");

        stage.show(Scenes.commonCause());
        assertThat(verdict()).containsText("not the carriers");
        isAccessible();
        screenshot("common-cause-1280-" + scheme);
    }

    @ParameterizedTest
    @CsvSource({"360, LIGHT", "360, DARK", "800, LIGHT", "1920, DARK"})
    void nothingIsCutOffFromAPhoneToAWall(int width, ColorScheme scheme) {
        stage.show(Scenes.badAudio());
        open(width, scheme);

        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(width);
        isAccessible();
        screenshot("bad-audio-" + width + "-" + scheme);
    }

    /** stack.md §3 measured 65.5 KB in 16 resources for a page of this kind; the charts are a third of it. */
    @Test
    void theFirstPageIsSmall() {
        open();
        List<?> sizes = (List<?>) page.evaluate("""
                () => performance.getEntriesByType('resource')
                  .concat(performance.getEntriesByType('navigation'))
                  .filter(it => !it.name.includes('/api/'))
                  .map(it => it.transferSize)""");
        int bytes = sizes.stream().mapToInt(it -> ((Number) it).intValue()).sum();

        System.out.println("first page: " + sizes.size() + " files, " + bytes + " bytes");
        assertThat(sizes).hasSizeLessThanOrEqualTo(26);
        assertThat(bytes).isLessThan(90_000);
    }

    private static Page.GetByLabelOptions exactly() {
        return new Page.GetByLabelOptions().setExact(true);
    }
}

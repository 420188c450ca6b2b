package org.trunkpilot.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One PBX: what is known of the link to it. Check and setup are seen on the practice PBX, which answers. */
class PbxE2eIT extends InTheBrowser {
    @Test
    void theFirstPageLeadsToThePbxAndItsLink() {
        open();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("hq").setExact(true))
                .click();

        assertThat(verdict()).containsText("hq");
        assertThat(page.getByLabel("Connection")).containsText("Link up");
        assertThat(page.getByLabel("Connection")).containsText("Lost for want of room");
        assertThat(page.getByLabel("Connection")).containsText("a second");
    }

    @Test
    void aPbxThatDoesNotExistIsSaidSo() {
        openAt("/pbxs/nowhere", 1280, ColorScheme.LIGHT);
        assertThat(page.getByText("There is no PBX of that name.")).isVisible();
    }

    @ParameterizedTest
    @CsvSource({"360, LIGHT", "360, DARK", "1280, LIGHT", "2560, DARK"})
    void thePageFitsEveryWindow(int width, ColorScheme scheme) {
        openAt("/pbxs/hq", width, scheme);
        assertThat(button(page, "Check now")).isVisible();

        assertThat((int) page.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
        isAccessible();
        screenshot("pbx-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT));
    }
}

package org.trunkpilot.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.trunkpilot.web.OnTheWeb;

/** The first password: made up once, shown once, kept as a hash; or configured. */
class AdminPasswordTest extends OnTheWeb {
    @BeforeEach
    void firstStart() {
        jdbc.sql("delete from operator_password").update();
    }

    @Test
    void aPasswordIsMadeUpAtTheFirstStartAndShownOnce() {
        AdminPassword first = new AdminPassword(jdbc, clock, "");
        String shown = first.takeMadeUp().orElseThrow();

        assertThat(shown).hasSize(20);
        assertThat(first.matches(shown)).isTrue();
        assertThat(first.takeMadeUp()).isEmpty();
        AdminPassword second = new AdminPassword(jdbc, clock, "");
        assertThat(second.takeMadeUp()).isEmpty();
        assertThat(second.matches(shown)).isTrue();
        assertThat(jdbc.sql("select hash from operator_password")
                        .query(String.class)
                        .single())
                .startsWith("$2")
                .doesNotContain(shown);
    }

    @Test
    void aConfiguredPasswordCountsWhileItIsConfigured() {
        String shown = new AdminPassword(jdbc, clock, "").takeMadeUp().orElseThrow();

        AdminPassword configured = new AdminPassword(jdbc, clock, "chosen by the site");

        assertThat(configured.matches("chosen by the site")).isTrue();
        assertThat(configured.matches(shown)).isFalse();
        assertThat(configured.takeMadeUp()).isEmpty();
        assertThat(new AdminPassword(jdbc, clock, "").matches(shown)).isTrue();
    }

    @Test
    void aPasswordThatIsTooShortOrTooLongStopsTheStart() {
        assertThatThrownBy(() -> new AdminPassword(jdbc, clock, "short"))
                .hasMessageContaining("TRUNKPILOT_ADMIN_PASSWORD");
        assertThatThrownBy(() -> new AdminPassword(jdbc, clock, "ä".repeat(40))).hasMessageContaining("72 bytes");
    }
}

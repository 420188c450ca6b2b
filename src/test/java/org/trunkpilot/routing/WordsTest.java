package org.trunkpilot.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures in the sentences that operators read. */
class WordsTest {
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "PT0S, 1 s",
        "PT1.9S, 1 s",
        "PT119S, 119 s",
        "PT120S, 2 min",
        "PT179S, 2 min",
        "PT1H59M59S, 119 min",
        "PT2H, 2 h",
        "PT47H59M, 47 h",
        "PT48H, 2 days",
        "PT71H, 2 days"
    })
    void aSpanIsToldInOneUnitRoundedDown(Duration span, String words) {
        assertThat(Words.span(span)).isEqualTo(words);
        assertThat(Words.ago(NOON.minus(span), NOON)).isEqualTo(words + " ago");
    }

    @Test
    void aTimeWithinHalfADayIsToldByTheClockAndAnyOtherWithItsDate() {
        assertThat(Words.at(NOON.plusSeconds(90).plusMillis(700), NOON)).isEqualTo("12:01:30 UTC");
        assertThat(Words.at(NOON.minus(Duration.ofHours(12)).plusSeconds(1), NOON))
                .isEqualTo("00:00:01 UTC");
        assertThat(Words.at(NOON.minus(Duration.ofHours(12)), NOON)).isEqualTo("2026-03-02 00:00:00 UTC");
        assertThat(Words.at(NOON.plus(Duration.ofHours(12)), NOON)).isEqualTo("2026-03-03 00:00:00 UTC");
    }

    @Test
    void namesAreListedAsAPersonWould() {
        assertThat(Words.list(List.of())).isEmpty();
        assertThat(Words.list(List.of("a"))).isEqualTo("a");
        assertThat(Words.list(List.of("a", "b"))).isEqualTo("a and b");
        assertThat(Words.list(List.of("a", "b", "c"))).isEqualTo("a, b and c");
    }

    @Test
    void ofManyNamesAFewAreToldAndTheRestCounted() {
        assertThat(Words.few(List.of("a", "b", "c"), 3)).isEqualTo("a, b and c");
        assertThat(Words.few(List.of("a", "b", "c", "d", "e"), 3)).isEqualTo("a, b and c and 2 more");
    }

    @Test
    void sentencesAreJoinedWithoutTheirFullStops() {
        assertThat(Words.bare(" It is dead. ")).isEqualTo("It is dead");
        assertThat(Words.bare("It is dead")).isEqualTo("It is dead");
        assertThat(Words.joined(List.of("It is dead.", "so is this"))).isEqualTo("It is dead; so is this");
    }
}

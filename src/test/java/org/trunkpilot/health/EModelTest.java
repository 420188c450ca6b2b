package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.trunkpilot.signal.Codec;

/** The reference vectors of field notes §6.1. */
class EModelTest {
    private static final double DELAY = 50;

    private final EModel bare = new EModel(0, 4.3);
    private final EModel concealed = new EModel(0, 25.1);
    private final EModel g729 = new EModel(11, 19.0);

    @ParameterizedTest
    @CsvSource({
        "0,   92.0, 4.38, 92.0, 4.38, 81.0, 4.06",
        "0.5, 82.1, 4.10, 90.1, 4.34, 78.8, 3.98",
        "1,   74.1, 3.78, 88.4, 4.30, 76.8, 3.90",
        "2,   61.8, 3.19, 85.0, 4.20, 73.0, 3.73",
        "3,   53.0, 2.73, 81.9, 4.09, 69.5, 3.58",
        "5,   40.9, 2.11, 76.2, 3.87, 63.5, 3.28",
        "10,  25.6, 1.44, 64.9, 3.35, 52.0, 2.68",
        "20,  13.8, 1.10, 49.9, 2.57, 37.9, 1.96",
    })
    void lossRatesAsTheTableSays(
            double loss, double r, double mos, double rPlc, double mosPlc, double r729, double mos729) {
        check(bare.rating(DELAY, loss, EModel.RANDOM_LOSS), r, mos);
        check(concealed.rating(DELAY, loss, EModel.RANDOM_LOSS), rPlc, mosPlc);
        check(g729.rating(DELAY, loss, EModel.RANDOM_LOSS), r729, mos729);
    }

    @ParameterizedTest
    @CsvSource({
        "20,  92.7, 4.40",
        "100, 90.8, 4.36",
        "150, 89.6, 4.33",
        "200, 85.9, 4.23",
        "250, 79.2, 3.99",
        "300, 72.5, 3.71",
        "400, 59.1, 3.05",
    })
    void delayRatesAsTheTableSays(double delay, double r, double mos) {
        check(bare.rating(delay, 0, EModel.RANDOM_LOSS), r, mos);
    }

    @ParameterizedTest
    @CsvSource({"1, 76.2", "2, 74.8", "4, 74.0"})
    void lossInBurstsRatesWorse(double burstRatio, double r) {
        assertThat(concealed.rating(DELAY, 5, burstRatio)).isCloseTo(r, within(0.05));
    }

    @ParameterizedTest
    @CsvSource({"90, 4.34", "80, 4.02", "70, 3.60", "60, 3.10", "50, 2.58"})
    void theCategoriesOfG109HaveTheirMos(double r, double mos) {
        assertThat(EModel.mos(r)).isCloseTo(mos, within(0.006));
    }

    @Test
    void mosStaysWithinItsScale() {
        assertThat(EModel.mos(-3)).isEqualTo(1);
        assertThat(EModel.mos(100)).isEqualTo(4.5);
    }

    @Test
    void ratingStaysWithinItsScale() {
        assertThat(bare.rating(2_000, 100, EModel.RANDOM_LOSS)).isZero();
        assertThat(bare.rating(0, 0, EModel.RANDOM_LOSS)).isEqualTo(EModel.BEST);
    }

    @Test
    void delayIsHalfTheRoundTripAndABufferAndAPacket() {
        assertThat(bare.delayMillis(100, 1)).isEqualTo(50 + 20 + 20);
        assertThat(bare.delayMillis(100, 30)).isEqualTo(50 + 60 + 20);
        assertThat(bare.delayMillis(100, 300)).isEqualTo(50 + 200 + 20);
    }

    @Test
    void everyCodecHasItsFiguresAndAnUnknownOneTheDefault() {
        var policy = HealthPolicy.balanced().quality();
        assertThat(EModel.of(Optional.empty(), policy)).isEqualTo(bare);
        assertThat(EModel.of(Optional.of(Codec.G711), policy)).isEqualTo(bare);
        for (var codec : Codec.values()) {
            var model = EModel.of(Optional.of(codec), policy);
            assertThat(model.wideband()).isEqualTo(codec.wideband());
            assertThat(model.rating(DELAY, 0, EModel.RANDOM_LOSS)).isBetween(60.0, 93.2);
        }
        check(EModel.of(Optional.of(Codec.G729), policy).rating(DELAY, 2, EModel.RANDOM_LOSS), 73.0, 3.73);
        assertThat(EModel.of(Optional.of(Codec.G729), policy).delayMillis(100, 1))
                .isEqualTo(50 + 20 + 35);
    }

    /** G.107.1: R 129 at best, and MOS is that of R/1.29. */
    @Test
    void aWidebandCallIsRatedByItsMos() {
        var wide = new EModel(13, 4.9, true, 22);
        double onItsScale = 129 - 0.024 * DELAY - 13 - (95 - 13) * 2 / (2 + 4.9);
        assertThat(EModel.mos(wide.rating(DELAY, 2, EModel.RANDOM_LOSS)))
                .isCloseTo(EModel.mos(onItsScale / 1.29), within(0.001));
        // R 91 of 129 would look better than the 77.3 of G.711 with 0.8 % loss; its MOS is worse.
        assertThat(onItsScale).isGreaterThan(91);
        assertThat(EModel.mos(wide.rating(DELAY, 2, EModel.RANDOM_LOSS)))
                .isLessThan(EModel.mos(bare.rating(DELAY, 0.8, EModel.RANDOM_LOSS)));
    }

    @ParameterizedTest
    @CsvSource({"ulaw, G711", "PCMA/8000, G711", "g729a, G729", "G722, G722", "opus/48000/2, OPUS", "AMR-WB, AMR_WB"})
    void aCodecIsKnownByTheNamesPbxesGiveIt(String name, Codec codec) {
        assertThat(Codec.named(name)).contains(codec);
        assertThat(Codec.named("slin16")).isEmpty();
    }

    private static void check(double rating, double r, double mos) {
        assertThat(rating).isCloseTo(r, within(0.06));
        assertThat(EModel.mos(rating)).isCloseTo(mos, within(0.006));
    }
}

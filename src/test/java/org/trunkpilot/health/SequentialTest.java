package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The arithmetic that evidence goes through: sums, latches, averages, bursts, quantiles, chance. */
class SequentialTest {
    private static final Instant T = Instant.parse("2026-03-02T09:00:00Z");

    private static Instant t(double second) {
        return T.plusMillis(Math.round(1_000 * second));
    }

    @Nested
    class ASum {
        private final Cusum cusum = new Cusum(10);

        @Test
        void climbsOnBadEvidenceUpToItsCapAndRisesSinceItLeftZero() {
            assertThat(cusum.atRest()).isTrue();
            assertThat(cusum.risingSince()).isNull();
            cusum.add(4, t(1));
            cusum.add(4, t(2));
            assertThat(cusum.sum()).isEqualTo(8);
            assertThat(cusum.risingSince()).isEqualTo(t(1));
            cusum.add(4, t(3));
            assertThat(cusum.sum()).isEqualTo(10);
            assertThat(cusum.atRest()).isFalse();
        }

        @Test
        void restsAtZeroAndRisesAnewFromThere() {
            cusum.add(4, t(1));
            cusum.add(-5, t(2));
            assertThat(cusum.sum()).isZero();
            assertThat(cusum.risingSince()).isNull();
            cusum.add(-5, t(3));
            cusum.add(1, t(4));
            assertThat(cusum.sum()).isEqualTo(1);
            assertThat(cusum.risingSince()).isEqualTo(t(4));
            cusum.reset();
            assertThat(cusum.atRest()).isTrue();
            assertThat(cusum.risingSince()).isNull();
        }

        @Test
        void stepsByTheLikelihoodOfWhatWasSeen() {
            assertThat(Cusum.stepFor(0.2, 0.8)).isEqualTo(Math.log(4));
            assertThat(Cusum.stepAgainst(0.2, 0.8)).isCloseTo(-Math.log(4), within(1e-12));
        }
    }

    @Nested
    class AFinding {
        private final Latch latch = new Latch(3, 2, Duration.ofSeconds(10), Duration.ofSeconds(100));

        @Test
        void standsSinceItsFirstBadEvidenceUntilEnoughGoodInARowForLongEnough() {
            latch.raise(t(0), t(5));
            latch.raise(t(4), t(6));
            assertThat(latch.raised()).isTrue();
            assertThat(latch.since()).isEqualTo(t(0));
            assertThat(latch.good(t(10))).isFalse();
            assertThat(latch.good(t(11))).isFalse();
            assertThat(latch.good(t(12))).as("three, but for two seconds").isFalse();
            assertThat(latch.good(t(19.9))).isFalse();
            assertThat(latch.good(t(20))).isTrue();
            assertThat(latch.raised()).isFalse();
            assertThat(latch.good(t(30))).as("nothing to clear").isFalse();
        }

        @Test
        void isNotClearedByGoodEvidenceWithBadInBetween() {
            latch.raise(t(0), t(5));
            latch.good(t(10));
            latch.good(t(15));
            latch.bad(t(16));
            assertThat(latch.good(t(20))).isFalse();
            assertThat(latch.good(t(25))).isFalse();
            assertThat(latch.good(t(29))).isFalse();
            assertThat(latch.good(t(30))).isTrue();
        }

        @Test
        void isGivenUpWithoutEvidenceAndThenInDoubtUntilAFewGoodOnes() {
            latch.raise(t(0), t(5));
            assertThat(latch.settle(t(104.9))).isFalse();
            assertThat(latch.settle(t(105))).isTrue();
            assertThat(latch.settle(t(106))).as("once").isFalse();
            assertThat(latch.inDoubt()).isTrue();
            assertThat(latch.raised()).isFalse();
            assertThat(latch.threshold(12)).isEqualTo(6);
            assertThat(latch.good(t(110))).isFalse();
            assertThat(latch.good(t(111))).isTrue();
            assertThat(latch.inDoubt()).isFalse();
            assertThat(latch.threshold(12)).isEqualTo(12);
        }

        @Test
        void inDoubtIsRaisedAgainSinceTheNewEvidence() {
            latch.raise(t(0), t(5));
            latch.doubt();
            latch.raise(t(50), t(55));
            assertThat(latch.raised()).isTrue();
            assertThat(latch.since()).isEqualTo(t(50));
        }

        @Test
        void thatWasNeverRaisedIsNeverInDoubt() {
            latch.doubt();
            assertThat(latch.inDoubt()).isFalse();
        }

        @Test
        void countsGoodEvidenceAnewAfterADoubt() {
            latch.raise(t(0), t(5));
            latch.good(t(10));
            latch.doubt();
            assertThat(latch.good(t(11))).isFalse();
            assertThat(latch.good(t(12))).isTrue();
        }

        @Test
        void isForgivenIfItBeganSinceThen() {
            latch.raise(t(10), t(15));
            latch.forgive(t(11));
            assertThat(latch.raised()).as("it had begun before").isTrue();
            latch.good(t(16));
            latch.good(t(20));
            latch.forgive(t(11));
            assertThat(latch.good(t(30))).as("counted anew").isFalse();
            latch.forgive(t(10));
            assertThat(latch.raised()).isFalse();
            assertThat(latch.inDoubt()).isFalse();
        }
    }

    @Nested
    class AnAverage {
        private final Average average = new Average(Duration.ofSeconds(30));

        @Test
        void movesByTheTimeThatPassed() {
            assertThat(average.value(t(0), Duration.ofSeconds(60))).isEmpty();
            average.add(100, t(0));
            assertThat(average.value(t(0), Duration.ofSeconds(60))).hasValue(100);
            average.add(0, t(30));
            assertThat(average.value(t(30), Duration.ofSeconds(60)).orElseThrow())
                    .isCloseTo(100 / Math.E, within(1e-9));
        }

        @Test
        void countsWhatCameAtTheSameMomentForAHundredth() {
            average.add(100, t(0));
            average.add(0, t(0));
            assertThat(average.value(t(0), Duration.ofSeconds(60)).orElseThrow())
                    .isCloseTo(99, within(1e-9));
            average.add(0, t(-30));
            assertThat(average.value(t(0), Duration.ofSeconds(60)).orElseThrow())
                    .as("a clock that went back")
                    .isCloseTo(98.01, within(1e-9));
        }

        @Test
        void isNoneOnceItIsTooOldOrReset() {
            average.add(100, t(0));
            assertThat(average.value(t(59.9), Duration.ofSeconds(60))).isPresent();
            assertThat(average.value(t(60), Duration.ofSeconds(60))).isEmpty();
            average.reset();
            assertThat(average.value(t(1), Duration.ofSeconds(60))).isEmpty();
            average.add(7, t(2));
            assertThat(average.value(t(2), Duration.ofSeconds(60)))
                    .as("from the start")
                    .hasValue(7);
        }
    }

    @Nested
    class Loss {
        private final Bursts bursts = new Bursts();

        private void intervals(int... lost) {
            for (int each : lost) {
                bursts.add(250, each);
            }
        }

        @Test
        void thatComesOneByOneIsSaidTo() {
            intervals(3, 3, 2, 3, 2);
            assertThat(bursts.ratio()).as("five intervals").isEmpty();
            intervals(3);
            assertThat(bursts.ratio()).hasValue(1);
            assertThat(bursts.words()).isEqualTo("one by one");
        }

        @Test
        void ofElevenPacketsTellsNothing() {
            intervals(2, 2, 2, 2, 2, 1);
            assertThat(bursts.ratio()).isEmpty();
            assertThat(bursts.words()).isEqualTo("whether in bursts is not known yet");
            bursts.add(250, 1);
            assertThat(bursts.ratio()).isPresent();
        }

        /** 60 lost of 1,500 in two of six intervals: mean 10, variance 240, 24 / 0.96 = 25, so BurstR 13. */
        @Test
        void inBurstsIsSaidWithTheirLength() {
            intervals(30, 0, 0, 30, 0, 0);
            assertThat(bursts.ratio().orElseThrow()).isCloseTo(13, within(1e-9));
            assertThat(bursts.words()).isEqualTo("in bursts of about 14 packets");
        }

        @Test
        void ofEverythingHasNoBursts() {
            intervals(250, 250, 250, 250, 250, 250);
            assertThat(bursts.ratio()).isEmpty();
        }

        @Test
        void isForgottenAsAWhole() {
            intervals(30, 0, 0, 30, 0, 0);
            bursts.reset();
            intervals(3, 3, 2, 3, 2);
            assertThat(bursts.ratio()).isEmpty();
            intervals(3);
            assertThat(bursts.ratio()).hasValue(1);
        }
    }

    @Nested
    class Quantiles {
        private final DecayedQuantiles quantiles = new DecayedQuantiles();

        private void record(int times, int millis, double second) {
            for (int i = 0; i < times; i++) {
                quantiles.record(Duration.ofMillis(millis), t(second));
            }
        }

        @Test
        void areThoseOfTheSamples() {
            record(18, 1_000, 0);
            record(2, 9_000, 1);
            assertThat(quantiles.count()).isEqualTo(20);
            assertThat(quantiles.median().toMillis()).isBetween(990L, 1_010L);
            assertThat(quantiles.p95().toMillis()).isBetween(8_900L, 9_100L);
        }

        @Test
        void areBoundedByAMillisecondAndTwoMinutes() {
            record(1, 0, 0);
            assertThat(quantiles.median()).hasMillis(1);
            record(9, 500_000, 0);
            assertThat(quantiles.p95().toMillis()).isBetween(119_000L, 121_000L);
        }

        @Test
        void forgetAfterOneToTwoWindowsByNumber() {
            record(200, 1_000, 0);
            record(200, 5_000, 1);
            assertThat(quantiles.count()).isEqualTo(400);
            record(1, 5_000, 2);
            assertThat(quantiles.count()).as("the oldest window is gone").isEqualTo(201);
            assertThat(quantiles.median().toMillis()).isBetween(4_950L, 5_050L);
        }

        @Test
        void forgetAfterOneToTwoWindowsByTime() {
            record(10, 1_000, 0);
            record(5, 5_000, 1_800);
            assertThat(quantiles.count()).as("the window before counts").isEqualTo(15);
            record(1, 5_000, 3_600);
            assertThat(quantiles.count()).isEqualTo(6);
            record(1, 5_000, 3_600 + 3_599);
            assertThat(quantiles.count()).isEqualTo(2);
            record(1, 5_000, 3_600 + 3_599 + 3_600);
            assertThat(quantiles.count()).as("nothing of late").isEqualTo(1);
        }

        @Test
        void areFreshForAWhile() {
            assertThat(quantiles.fresh(t(0), Duration.ofSeconds(60))).isFalse();
            record(1, 1_000, 0);
            assertThat(quantiles.fresh(t(59.9), Duration.ofSeconds(60))).isTrue();
            assertThat(quantiles.fresh(t(60), Duration.ofSeconds(60))).isFalse();
        }
    }

    @Test
    void theChanceOfSoManyIsThatOfTheBinomial() {
        assertThat(Binomial.atLeast(0, 5, 0.3)).isCloseTo(1, within(1e-12));
        assertThat(Binomial.atLeast(5, 5, 0.5)).isCloseTo(1 / 32.0, within(1e-12));
        assertThat(Binomial.atLeast(2, 3, 0.5)).isCloseTo(0.5, within(1e-12));
        assertThat(Binomial.atLeast(3, 10, 0.1)).isCloseTo(0.0701908264, within(1e-9));
    }

    @Test
    void figuresAreWrittenAsAnOperatorReadsThem() {
        assertThat(Words.of(Duration.ofMillis(999))).isEqualTo("999 ms");
        assertThat(Words.of(Duration.ofSeconds(1))).isEqualTo("1 s");
        assertThat(Words.of(Duration.ofMillis(1_240))).isEqualTo("1.2 s");
        assertThat(Words.decimal(4)).isEqualTo("4");
        assertThat(Words.decimal(4.46)).isEqualTo("4.5");
        assertThat(Words.decimal(-0.5)).isEqualTo("-0.5");
        assertThat(Words.decimal(-4.2)).isEqualTo("-4.2");
        assertThat(Words.decimal(0.2)).isEqualTo("0.2");
        assertThat(Words.count(1, "call")).isEqualTo("1 call");
        assertThat(Words.count(0, "call")).isEqualTo("0 calls");
        assertThat(Words.count(2, "call")).isEqualTo("2 calls");
    }
}

package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Detectors of a few lines each, by the balanced policy. */
class SmallDetectorsTest {
    private static final Instant T = Instant.parse("2026-03-02T09:00:00Z");

    private static Instant minute(double minutes) {
        return T.plusMillis(Math.round(minutes * 60_000));
    }

    @Nested
    class ARegistrationThatComesAndGoes {
        private final FlapDamping flaps =
                new FlapDamping(HealthPolicy.balanced().registration().flaps());

        private void flap(double at) {
            flaps.lost(minute(at));
            flaps.regained(minute(at + 0.1));
        }

        private String words(double at) {
            return flaps.finding(minute(at), Instant.MIN).orElseThrow().words();
        }

        @Test
        void isUnsteadyFromItsThirdLossWithinMinutesOn() {
            flap(0);
            flap(1);
            assertThat(flaps.finding(minute(1.5), Instant.MIN))
                    .as("1,955 of 2,000")
                    .isEmpty();
            flap(2);
            Finding finding = flaps.finding(minute(3), Instant.MIN).orElseThrow();
            assertThat(finding.verdict()).isEqualTo(Verdict.DEGRADED);
            assertThat(finding.since()).isEqualTo(minute(2.1));
            assertThat(finding.words())
                    .isEqualTo("the registration was lost 3 times in 4 minutes; it counts as unsteady for another 29"
                            + " minutes unless it is lost again");
        }

        @Test
        void isNotToldOfWhileItIsLost() {
            flap(0);
            flap(1);
            flaps.lost(minute(2));
            assertThat(flaps.finding(minute(2.5), Instant.MIN)).isEmpty();
            flaps.regained(minute(3));
            assertThat(flaps.finding(minute(3), Instant.MIN)).isPresent();
        }

        @Test
        void isOverWhenTheSumHasFallenAndHalfAnHourAfterTheLastLossAtTheLatest() {
            for (int i = 0; i < 40; i++) {
                flap(i);
            }
            assertThat(words(40)).startsWith("the registration was lost 32 times in 33 minutes");
            assertThat(flaps.finding(minute(39 + 29.9), Instant.MIN)).isPresent();
            assertThat(flaps.finding(minute(39 + 30.1), Instant.MIN)).isEmpty();
            flap(71);
            assertThat(flaps.finding(minute(71.5), Instant.MIN))
                    .as("counted anew")
                    .isEmpty();
        }

        @Test
        void isSuspectOnlyOnceACallGotThroughSinceItsLastLoss() {
            flap(0);
            flap(1);
            flap(2);
            Finding finding = flaps.finding(minute(5), minute(4)).orElseThrow();
            assertThat(finding.verdict()).isEqualTo(Verdict.SUSPECT);
            assertThat(finding.words()).endsWith(", yet calls get through");
            assertThat(flaps.finding(minute(5), minute(2)).orElseThrow().verdict())
                    .as("not since")
                    .isEqualTo(Verdict.DEGRADED);
        }

        @Test
        void isForgivenTheLossesThatWereNotItsFault() {
            flap(0);
            flap(1);
            flap(2);
            flaps.forgive(minute(3));
            assertThat(flaps.finding(minute(3), Instant.MIN)).as("none of them").isPresent();
            flaps.forgive(minute(2));
            assertThat(flaps.finding(minute(3), Instant.MIN)).isEmpty();
            flap(4);
            assertThat(flaps.finding(minute(5), Instant.MIN))
                    .as("two of before and this")
                    .isPresent();
            flaps.forget();
            flap(6);
            flap(7);
            assertThat(flaps.finding(minute(8), Instant.MIN)).isEmpty();
        }
    }

    @Nested
    class ARoundTrip {
        private final RoundTrips trips = new RoundTrips(HealthPolicy.balanced().path());

        private List<Boolean> told(double... millis) {
            var credible = new ArrayList<Boolean>();
            for (double each : millis) {
                credible.add(trips.credible(each, T));
            }
            return credible;
        }

        private double median() {
            return trips.median(T, Duration.ofSeconds(60)).orElseThrow();
        }

        @Test
        void isKnownFromTheFifthOn() {
            told(40, 42, 44, 41);
            assertThat(trips.median(T, Duration.ofSeconds(60))).isEmpty();
            told(43);
            assertThat(median()).isEqualTo(42);
            assertThat(trips.median(T.plusSeconds(59), Duration.ofSeconds(60))).isPresent();
            assertThat(trips.median(T.plusSeconds(60), Duration.ofSeconds(60))).isEmpty();
        }

        @Test
        void farAboveTheOthersIsNotBelieved() {
            told(40, 40, 40, 40, 40);
            assertThat(told(201)).containsExactly(false);
            assertThat(told(200)).as("five times").containsExactly(true);
            assertThat(trips.refused()).isEqualTo(1);
            assertThat(median()).isEqualTo(40);
        }

        @Test
        void underATenthOfASecondIsAlwaysBelieved() {
            told(2, 2, 2, 2, 2);
            assertThat(told(99)).containsExactly(true);
            assertThat(told(100)).containsExactly(false);
        }

        @Test
        void thatThreeAgreeOnIsTheNewWay() {
            told(40, 40, 40, 40, 40);
            assertThat(told(300, 590, 400)).containsExactly(false, false, true);
            assertThat(trips.refused()).isEqualTo(2);
            told(400, 400);
            assertThat(median()).isEqualTo(400);
        }

        @Test
        void thatDiffersByMoreThanTwiceIsNoAgreement() {
            told(40, 40, 40, 40, 40);
            assertThat(told(300, 601, 400)).containsExactly(false, false, false);
            assertThat(told(500)).as("601, 400 and 500 agree").containsExactly(true);
        }

        @Test
        void thatIsWellAgainEndsTheDoubt() {
            told(40, 40, 40, 40, 40);
            told(300, 300);
            told(40);
            assertThat(told(300, 300)).containsExactly(false, false);
        }

        @Test
        void isJudgedByTheLastThirtyOne() {
            told(10, 10, 10, 10, 10, 10, 10, 10, 10, 10);
            for (int i = 0; i < 16; i++) {
                told(40);
            }
            assertThat(median()).isEqualTo(40);
            for (int i = 0; i < 16; i++) {
                told(50);
            }
            assertThat(median()).isEqualTo(50);
        }
    }

    @Nested
    class BoughtChannels {
        private final List<SetUpOutcome> outcomes = new ArrayList<>();

        private BoughtChannels good(int... among) {
            for (int each : among) {
                outcomes.add(new SetUpOutcome(T, "4930", 0, true, each, ""));
            }
            return this;
        }

        private BoughtChannels full(int... among) {
            for (int each : among) {
                outcomes.add(new SetUpOutcome(T, "4930", 1, true, each, "503 Service Unavailable"));
            }
            return this;
        }

        @Test
        void partTheGoodCallsFromTheFailedByHowManyWereUp() {
            assertThat(full(11, 12, 11).good(3, 10, 5, 8).channelsFound()).isEqualTo(11);
        }

        @Test
        void needThreeFailuresAndFourGoodCalls() {
            assertThat(full(11, 12).good(3, 10, 5, 8).channelsFound()).isZero();
            assertThat(full(13).good().channelsFound()).isEqualTo(11);
            var fewer = new BoughtChannels().full(11, 12, 13).good(3, 4, 5);
            assertThat(fewer.channelsFound()).isZero();
        }

        @Test
        void bearOneCallOnTheWrongSideWhereTheOthersAreMany() {
            full(11, 12, 11, 4);
            assertThat(good(3, 10, 5, 8).channelsFound()).isZero();
            assertThat(good(7).channelsFound()).isEqualTo(11);
            assertThat(full(4).good(9).channelsFound()).as("two astray").isZero();
        }

        @Test
        void areNotSeenInOtherFailures() {
            for (int i = 0; i < 3; i++) {
                outcomes.add(new SetUpOutcome(T, "4930", 1, true, 11, "500 Server Internal Error"));
            }
            assertThat(good(3, 10, 5, 8).channelsFound()).isZero();
        }

        @Test
        void areMoreThanOne() {
            assertThat(full(1, 1, 1).channelsFound()).isZero();
            assertThat(new BoughtChannels().full(2, 2, 2).good(1, 1, 1, 1).channelsFound())
                    .isEqualTo(2);
        }

        private int channelsFound() {
            return SetUpOutcome.channels(outcomes);
        }
    }
}

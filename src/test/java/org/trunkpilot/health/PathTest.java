package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.trunkpilot.health.Trial.TRUNK;
import static org.trunkpilot.health.Trial.at;
import static org.trunkpilot.health.Trial.finding;
import static org.trunkpilot.health.Trial.found;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.trunkpilot.health.Finding.Kind;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Codec;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.MediaReport.Direction;
import org.trunkpilot.signal.MediaReport.Reception;

/** What the way of the audio does to it: how far reports see, what has changed, how bursts and codecs count. */
class PathTest {
    private final Trial trial = new Trial();

    /** One of our reports: 250 packets of which some were lost. */
    private void report(CallId call, double at, int lost, Optional<Codec> codec) {
        trial.told(new MediaReport(
                at(at),
                TRUNK.id(),
                call,
                Direction.INBOUND,
                Optional.of(new Reception(250, lost, 2)),
                OptionalLong.of(250),
                Optional.empty(),
                codec));
    }

    /** One call after another to numbers of their own, of 25 s each, with this round trip and jitter. */
    private void calls(int from, int count, double roundTrip, double jitter) {
        for (int i = from; i < from + count; i++) {
            trial.call(i * 30)
                    .ringsAfter(0.5)
                    .answersAfter(1)
                    .delayed(roundTrip, jitter)
                    .talks(25);
        }
    }

    @Test
    void reportsThatTakeAsLongAsAnOptionsEndAtTheCarriersEdge() {
        trial.probesAnswered(0, 100, 5);
        calls(0, 3, 40, 2);
        var belief = trial.beliefAt(90);
        assertThat(belief.vantage()).isEqualTo(Vantage.CARRIER_EDGE);
        assertThat(belief.part(Part.MEDIA).words()).endsWith("measured between us and the carrier's edge");
    }

    @Test
    void reportsThatTakeMuchLongerComeFromTheCallee() {
        trial.probesAnswered(0, 100, 5);
        calls(0, 3, 90, 2);
        assertThat(trial.beliefAt(90).vantage()).isEqualTo(Vantage.END_TO_END);
    }

    @Test
    void withoutARoundTripOfEitherNobodyKnowsHowFarReportsSee() {
        calls(0, 3, 90, 2);
        assertThat(trial.beliefAt(90).vantage()).isEqualTo(Vantage.UNKNOWN);
    }

    @Test
    void relayedReportsBlameTheTrunkOnlyWhenThreeCalleesAgree() {
        trial.probesAnswered(0, 400, 5);
        calls(0, 3, 90, 2);
        trial.call(100, "one", "4930")
                .answersAfter(0)
                .delayed(90, 2)
                .losing(0.1, 0, 0)
                .talks(60);
        trial.call(100, "two", "4930")
                .answersAfter(0)
                .delayed(90, 2)
                .losing(0.1, 0, 0)
                .talks(60);
        assertThat(finding(trial.beliefAt(160), Kind.LOSS_INBOUND).orElseThrow().verdict())
                .isEqualTo(Verdict.SUSPECT);
        trial.call(161, "three", "4930")
                .answersAfter(0)
                .delayed(90, 2)
                .losing(0.1, 0, 0)
                .talks(60);
        assertThat(trial.first(found(Kind.LOSS_INBOUND, Verdict.DEGRADED), 230)).isBetween(161.0, 172.0);
    }

    @Test
    void aRoundTripFarAboveTheMedianIsNotBelievedUntilThreeAgree() {
        var trips = new RoundTrips(HealthPolicy.balanced().path());
        for (int i = 0; i < 10; i++) {
            assertThat(trips.credible(40 + i, at(i))).isTrue();
        }
        assertThat(trips.credible(9_000, at(10))).isFalse();
        assertThat(trips.credible(400, at(11))).isFalse();
        assertThat(trips.credible(45, at(12))).isTrue();
        assertThat(trips.refused()).isEqualTo(2);
        assertThat(trips.median(at(12), Duration.ofMinutes(1)).getAsDouble()).isBetween(40.0, 50.0);
        assertThat(trips.credible(400, at(13))).isFalse();
        assertThat(trips.credible(420, at(14))).isFalse();
        assertThat(trips.credible(410, at(15))).as("the way has changed").isTrue();
        assertThat(trips.credible(415, at(16))).isTrue();
    }

    @Test
    void aShortRoundTripIsNeverGarbage() {
        var trips = new RoundTrips(HealthPolicy.balanced().path());
        for (int i = 0; i < 10; i++) {
            trips.credible(2, at(i));
        }
        assertThat(trips.credible(80, at(10))).isTrue();
    }

    @Test
    void aLongerRoundTripThanTheTrunkIsUsedToIsSuspectAfterAFewCalls() {
        calls(0, 40, 80, 2);
        calls(40, 12, 320, 2);
        assertThat(trial.first(b -> finding(b, Kind.LONGER_DELAY).isPresent(), 1_600))
                .isBetween(1_200.0, 1_340.0);
        var finding = finding(trial.beliefAt(1_540), Kind.LONGER_DELAY).orElseThrow();
        assertThat(finding.verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(finding.words())
                .matches("the round trip of the audio has risen to 320 ms \\(median of the last [0-9]+ calls\\), usual "
                        + "here are 8[0-9] ms");
    }

    @Test
    void aRiseThatNobodyHearsIsNoFinding() {
        calls(0, 40, 30, 2);
        calls(40, 20, 120, 15);
        assertThat(trial.first(b -> !b.findings().isEmpty(), 1_800)).isInfinite();
    }

    @Test
    void moreJitterThanUsualIsSuspectAndOneCalleeAloneIsNot() {
        calls(0, 40, 40, 4);
        for (int i = 40; i < 50; i++) {
            trial.call(i * 30, "the same", "4930")
                    .answersAfter(1)
                    .delayed(40, 60)
                    .talks(25);
        }
        assertThat(trial.first(b -> finding(b, Kind.MORE_JITTER_INBOUND).isPresent(), 1_500))
                .isInfinite();
        calls(50, 8, 40, 60);
        assertThat(finding(trial.beliefAt(1_700), Kind.MORE_JITTER_INBOUND)
                        .orElseThrow()
                        .words())
                .startsWith("the jitter from the carrier has risen to 60 ms");
        assertThat(finding(trial.beliefAt(1_700), Kind.MORE_JITTER_OUTBOUND)).isPresent();
    }

    @Test
    void aRiseEndsWithItsCallsAndNotBefore() {
        calls(0, 40, 80, 2);
        calls(40, 6, 320, 2);
        calls(46, 20, 80, 2);
        assertThat(finding(trial.beliefAt(1_400), Kind.LONGER_DELAY)).isPresent();
        assertThat(finding(trial.beliefAt(1_700), Kind.LONGER_DELAY)).isEmpty();
        assertThat(finding(trial.beliefAt(1_980), Kind.LONGER_DELAY)).isEmpty();
    }

    /** One call that reports each second beside four good ones: the mean over reports would be poor, that over calls is not. */
    @Test
    void eachCallHasOneVoteHoweverOftenItReports() {
        var policy = HealthPolicy.balanced();
        var floor = new QualityFloor(policy.quality(), policy.recovery(), Direction.INBOUND);
        for (int t = 0; t < 900; t++) {
            floor.report(live("poor"), new Reception(50, 0, 2), 30, 40, at(t), 1);
            if (t % 5 == 0) {
                for (String good : new String[] {"a", "b", "c", "d"}) {
                    floor.report(live(good), new Reception(250, 0, 2), 90, 40, at(t), 1);
                }
            }
        }
        assertThat(floor.finding(at(900))).isEmpty();
    }

    @Test
    void aPoorRatingOfOneCalleeIsSuspectAndNoMore() {
        for (int i = 0; i < 40; i++) {
            trial.call(i * 30, "the same", "4930")
                    .answersAfter(1)
                    .delayed(700, 40)
                    .talks(29);
        }
        var finding = finding(trial.beliefAt(1_190), Kind.POOR_INBOUND).orElseThrow();
        assertThat(finding.verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(finding.words())
                .isEqualTo("the audio from the carrier rates R 52.4 (MOS 2.7), and R should be at least 60: "
                        + "round trip 700 ms, jitter 40 ms, loss 0 %, in calls to 1 number");
    }

    private static LiveCall live(String id) {
        return new LiveCall(
                new CallId(id), Optional.empty(), org.trunkpilot.signal.Callee.UNKNOWN, Instant.EPOCH, true);
    }

    /** Gilbert's model: runs of lost packets of a mean length, in intervals of 250. */
    @Test
    void theBurstRatioIsToldFromHowMuchReportsDiffer() {
        for (double mean : new double[] {1.05, 2, 4}) {
            var random = new SplittableRandom(7);
            var bursts = new Bursts();
            double end = 1 / mean;
            double begin = 0.05 * end / 0.95;
            boolean lost = false;
            for (int i = 0; i < 4_000; i++) {
                int count = 0;
                for (int packet = 0; packet < 250; packet++) {
                    lost = random.nextDouble() < (lost ? 1 - end : begin);
                    count += lost ? 1 : 0;
                }
                bursts.add(250, count);
            }
            assertThat(bursts.ratio().getAsDouble()).isCloseTo(mean * 0.95, within(0.25));
        }
    }

    @Test
    void aFewReportsTellNothingOfBursts() {
        var bursts = new Bursts();
        for (int i = 0; i < 5; i++) {
            bursts.add(250, 50);
        }
        assertThat(bursts.ratio()).isEmpty();
        assertThat(bursts.words()).isEqualTo("whether in bursts is not known yet");
        bursts.add(250, 50);
        assertThat(bursts.ratio()).hasValue(1);
        assertThat(bursts.words()).isEqualTo("one by one");
        bursts.reset();
        for (int i = 0; i < 12; i++) {
            bursts.add(250, i % 4 == 0 ? 40 : 0);
        }
        assertThat(bursts.words()).matches("in bursts of about [0-9]+ packets");
    }

    @Test
    void theSameLossRatesByItsCodec() {
        var plain = trial.call(0).answersAfter(0);
        var concealed = trial.call(0).answersAfter(0);
        for (int i = 1; i <= 5; i++) {
            report(plain.id(), 5 * i, 5, Optional.empty());
            report(concealed.id(), 5 * i, 5, Optional.of(Codec.G729));
        }
        plain.ends(org.trunkpilot.signal.CallEnd.By.CALLER, 30);
        concealed.ends(org.trunkpilot.signal.CallEnd.By.CALLER, 30);
        trial.beliefAt(40);
        var legs = trial.health.endedLegs();
        assertThat(legs.get(0).worstRatingInbound().getAsDouble()).isCloseTo(62, within(1.0));
        assertThat(legs.get(1).worstRatingInbound().getAsDouble()).isCloseTo(73.2, within(1.0));
    }

    @Test
    void theIntervalInWhichTheCodecChangesIsNotJudged() {
        var call = trial.call(0).answersAfter(0);
        report(call.id(), 5, 0, Optional.of(Codec.G711));
        report(call.id(), 10, 200, Optional.of(Codec.G729));
        report(call.id(), 11, 200, Optional.of(Codec.G729));
        assertThat(trial.beliefAt(12).findings()).isEmpty();
        report(call.id(), 16, 200, Optional.of(Codec.G729));
        report(call.id(), 21, 200, Optional.of(Codec.G729));
        assertThat(finding(trial.beliefAt(22), Kind.LOSS_INBOUND)).isPresent();
    }

    @Test
    void theIntervalInWhichACallCameOffHoldIsNotJudged() {
        var call = trial.call(0).answersAfter(0);
        report(call.id(), 5, 0, Optional.empty());
        call.held(6, true).held(12, false);
        report(call.id(), 15, 200, Optional.empty());
        assertThat(trial.beliefAt(16).findings()).isEmpty();
        report(call.id(), 20, 200, Optional.empty());
        assertThat(finding(trial.beliefAt(22), Kind.LOSS_INBOUND)).isPresent();
    }
}

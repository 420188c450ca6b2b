package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trunkpilot.health.Trial.TRUNK;
import static org.trunkpilot.health.Trial.at;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.MediaReport.Direction;
import org.trunkpilot.signal.MediaReport.Reception;

/** Calls in which nothing is heard: 0.6 of a vote at the first silent interval, the rest at the second, two numbers to blame. */
class SilenceTest {
    private static final HealthPolicy POLICY = HealthPolicy.balanced();
    private static final Optional<Reception> HEARD = Optional.of(new Reception(250, 0, 1));
    private static final Optional<Reception> STANDS_STILL = Optional.of(new Reception(0, 0, 0));
    private static final Optional<Reception> NO_BLOCK = Optional.empty();

    private final AudioPath inbound = new AudioPath(POLICY.audio(), POLICY.recovery(), Direction.INBOUND);
    private final AudioPath outbound = new AudioPath(POLICY.audio(), POLICY.recovery(), Direction.OUTBOUND);
    private int calls;

    private LiveCall call() {
        return call("callee-" + calls);
    }

    /** Answered at 0. */
    private LiveCall call(String number) {
        var call =
                new LiveCall(new CallId("call-" + calls++), Optional.empty(), new Callee(number, "49"), at(0), false);
        call.answered = at(0);
        call.talkingSince = at(0);
        return call;
    }

    private static MediaReport report(
            LiveCall call, Direction way, double at, Optional<Reception> reception, long sent) {
        return new MediaReport(at(at), TRUNK.id(), call.id, way, reception, OptionalLong.of(sent), Optional.empty());
    }

    /** An interval of five seconds that ends then, 250 packets sent. */
    private void in(LiveCall call, double at, Optional<Reception> reception) {
        inbound.report(call, report(call, Direction.INBOUND, at, reception, 250), at(at - 5));
    }

    private void out(LiveCall call, double at, Optional<Reception> reception) {
        call.ownPackets = 250;
        call.ownPacketsAt = at(at - 0.5);
        outbound.report(call, report(call, Direction.OUTBOUND, at, reception, 250), at(at - 5));
    }

    private Optional<Verdict> verdict(double at) {
        return inbound.finding(at(at), false).map(Finding::verdict);
    }

    private void raise() {
        var a = call();
        var b = call();
        in(a, 10, NO_BLOCK);
        in(b, 11, NO_BLOCK);
        in(a, 15, NO_BLOCK);
        in(b, 16, NO_BLOCK);
    }

    @Nested
    class IsBelieved {
        @Test
        void ofTwoNumbersAfterTwoIntervalsEach() {
            var a = call();
            var b = call();
            in(a, 10, NO_BLOCK);
            in(b, 11, NO_BLOCK);
            in(a, 15, NO_BLOCK);
            assertThat(verdict(15)).contains(Verdict.SUSPECT);
            in(b, 16, NO_BLOCK);
            var finding = inbound.finding(at(16), false).orElseThrow();
            assertThat(finding.verdict()).isEqualTo(Verdict.DEGRADED);
            assertThat(finding.kind()).isEqualTo(Finding.Kind.SILENT_INBOUND);
            assertThat(finding.since()).as("when the first interval began").isEqualTo(at(5));
            assertThat(finding.grade()).isEqualTo(Grade.B);
            assertThat(finding.attribution()).isEqualTo(Attribution.CARRIER);
            assertThat(finding.words())
                    .isEqualTo("no audio from the carrier in 2 calls to 2 numbers; our side sent 50 packets/s");
        }

        @Test
        void ofThreeNumbersAfterOneIntervalEach() {
            in(call(), 10, NO_BLOCK);
            in(call(), 11, NO_BLOCK);
            assertThat(verdict(11)).contains(Verdict.SUSPECT);
            in(call(), 12, NO_BLOCK);
            assertThat(verdict(12)).contains(Verdict.DEGRADED);
        }

        @Test
        void ofOneNumberNeverHoweverManyCalls() {
            for (int i = 0; i < 6; i++) {
                var call = call("the same");
                in(call, 10 + i, NO_BLOCK);
                in(call, 15 + i, NO_BLOCK);
            }
            assertThat(verdict(20)).contains(Verdict.SUSPECT);
            assertThat(inbound.finding(at(20), false).orElseThrow().words()).contains("in 6 calls to 1 number;");
        }

        @Test
        void ofCallsWhoseNumbersNobodyToldEachIsOne() {
            for (int i = 0; i < 3; i++) {
                in(call(""), 10 + i, NO_BLOCK);
            }
            assertThat(verdict(13)).contains(Verdict.DEGRADED);
        }

        @Test
        void ofOneCallOnceWithAFailedProbeWhenItsVoteIsWhole() {
            var call = call();
            in(call, 10, NO_BLOCK);
            assertThat(inbound.finding(at(10), true).orElseThrow().verdict()).isEqualTo(Verdict.SUSPECT);
            in(call, 15, NO_BLOCK);
            assertThat(inbound.finding(at(15), true).orElseThrow().verdict()).isEqualTo(Verdict.DEGRADED);
            assertThat(verdict(15)).contains(Verdict.SUSPECT);
        }

        @Test
        void noMoreOfACallThatStaysSilent() {
            var call = call();
            for (int i = 0; i < 10; i++) {
                in(call, 10 + 5 * i, NO_BLOCK);
            }
            in(call(), 61, NO_BLOCK);
            assertThat(verdict(61)).as("3.9 and 2.3 of 7").contains(Verdict.SUSPECT);
        }
    }

    @Nested
    class IsNotJudged {
        @Test
        void inTheFirstFourSeconds() {
            var call = call();
            inbound.report(call, report(call, Direction.INBOUND, 3.999, NO_BLOCK, 250), at(0));
            assertThat(verdict(4)).isEmpty();
            inbound.report(call, report(call, Direction.INBOUND, 4, NO_BLOCK, 250), at(0));
            assertThat(verdict(4)).contains(Verdict.SUSPECT);
        }

        @Test
        void onHoldWhichAlsoEndsARunOfSilentIntervals() {
            var call = call();
            in(call, 10, NO_BLOCK);
            call.talkingSince = null;
            in(call, 15, NO_BLOCK);
            call.talkingSince = at(15);
            in(call, 20, NO_BLOCK);
            in(call, 25, NO_BLOCK);
            // 0.6, and after the hold 0.6 and 0.4 again.
            assertThat(inbound.finding(at(25), true).orElseThrow().verdict()).isEqualTo(Verdict.DEGRADED);
        }

        @Test
        void whereWeSentTooLittleToBeAnswered() {
            var call = call();
            inbound.report(call, report(call, Direction.INBOUND, 10, NO_BLOCK, 100), at(5));
            assertThat(verdict(10)).isEmpty();
            inbound.report(call, report(call, Direction.INBOUND, 15, NO_BLOCK, 101), at(10));
            assertThat(inbound.finding(at(15), false).orElseThrow().words()).endsWith("our side sent 20 packets/s");
        }

        @Test
        void whereOurLastReportIsTooOldToTellWhatWeSent() {
            var call = call();
            call.ownPackets = 250;
            call.ownPacketsAt = at(10);
            outbound.report(call, report(call, Direction.OUTBOUND, 20, NO_BLOCK, 250), at(15));
            assertThat(outbound.finding(at(20), false)).isEmpty();
            outbound.report(call, report(call, Direction.OUTBOUND, 19.999, NO_BLOCK, 0), at(15));
            assertThat(outbound.finding(at(20), false)).isPresent();
        }
    }

    @Nested
    class Words {
        @Test
        void sayWhetherTheFarEndHearsNothingOrAStreamThatStandsStill() {
            out(call(), 10, NO_BLOCK);
            var finding = outbound.finding(at(10), false).orElseThrow();
            assertThat(finding.kind()).isEqualTo(Finding.Kind.SILENT_OUTBOUND);
            assertThat(finding.grade()).isEqualTo(Grade.A);
            assertThat(finding.words())
                    .isEqualTo("our audio does not arrive at the carrier in 1 call to 1 number; our side sent 50"
                            + " packets/s, the far end reports hearing nothing");
            out(call(), 11, STANDS_STILL);
            assertThat(outbound.finding(at(11), false).orElseThrow().words()).endsWith("that the stream stands still");
        }

        @Test
        void takeAnIntervalUnderASecondForOne() {
            var call = call();
            inbound.report(call, report(call, Direction.INBOUND, 10, NO_BLOCK, 250), at(9.9));
            assertThat(inbound.finding(at(10), false).orElseThrow().words()).endsWith("our side sent 250 packets/s");
        }
    }

    @Nested
    class ACallThatIsHeard {
        @Test
        void takesOffOnceARoundAndFourOfThemEndASuspicion() {
            in(call(), 10, NO_BLOCK);
            var good = call();
            for (int i = 0; i < 9; i++) {
                in(good, 11 + i, HEARD);
            }
            assertThat(verdict(20)).as("nine times the same call").contains(Verdict.SUSPECT);
            for (int i = 0; i < 2; i++) {
                in(call(), 21 + i, HEARD);
            }
            assertThat(verdict(23)).contains(Verdict.SUSPECT);
            in(call(), 24, HEARD);
            assertThat(verdict(24)).isEmpty();
            in(call(), 30, NO_BLOCK);
            assertThat(inbound.finding(at(30), false).orElseThrow().words()).contains("1 call to 1 number");
        }

        @Test
        void mayTakeBackWhatItSaid() {
            var one = call();
            in(one, 10, HEARD);
            in(one, 15, NO_BLOCK);
            in(one, 20, HEARD);
            in(one, 25, NO_BLOCK);
            in(one, 30, HEARD);
            in(one, 35, HEARD);
            // 0.6 − 0.17, twice; never a whole vote.
            assertThat(inbound.finding(at(35), true).orElseThrow().verdict()).isEqualTo(Verdict.SUSPECT);
        }

        @Test
        void withNineOthersEndsTheFault() {
            raise();
            for (int i = 0; i < 9; i++) {
                in(call(), 20 + i, HEARD);
            }
            assertThat(verdict(29)).contains(Verdict.DEGRADED);
            in(call(), 30, HEARD);
            assertThat(verdict(30)).isEmpty();
            in(call(), 40, NO_BLOCK);
            in(call(), 41, NO_BLOCK);
            assertThat(verdict(41)).as("it begins anew").contains(Verdict.SUSPECT);
        }

        @Test
        void countsAnewAfterASilentOne() {
            raise();
            var silent = call();
            for (int i = 0; i < 9; i++) {
                in(call(), 20 + i, HEARD);
            }
            in(silent, 30, NO_BLOCK);
            in(call(), 31, HEARD);
            assertThat(verdict(31)).contains(Verdict.DEGRADED);
        }

        @Test
        void provesTheWayForTenMinutes() {
            assertThat(inbound.fresh(at(0))).isFalse();
            in(call(), 10, HEARD);
            assertThat(inbound.fresh(at(609.9))).isTrue();
            assertThat(inbound.fresh(at(610))).isFalse();
        }
    }

    @Nested
    class WhoseFault {
        private void heardWithRtcp() {
            var call = call();
            call.outbound.reportedAt = at(9);
            in(call, 10, HEARD);
        }

        private void silentTwice(double at, double theirs) {
            var call = call();
            in(call, at, NO_BLOCK);
            call.outbound.reportedAt = theirs < 0 ? null : at(theirs);
            in(call, at + 5, NO_BLOCK);
        }

        private Attribution attribution(double at) {
            return inbound.finding(at(at), false).orElseThrow().attribution();
        }

        @Test
        void isTheUplinksWhereNotEvenRtcpComesAnyMore() {
            heardWithRtcp();
            silentTwice(20, -1);
            assertThat(attribution(25)).isEqualTo(Attribution.UPLINK);
            silentTwice(21, 18);
            assertThat(attribution(26)).as("an old report of theirs").isEqualTo(Attribution.UPLINK);
        }

        @Test
        void isTheCarriersWhereRtcpComes() {
            heardWithRtcp();
            silentTwice(20, 22);
            assertThat(attribution(25)).isEqualTo(Attribution.CARRIER);
            silentTwice(21, -1);
            assertThat(attribution(26)).as("half of them").isEqualTo(Attribution.CARRIER);
            silentTwice(22, -1);
            assertThat(attribution(27)).as("more than half").isEqualTo(Attribution.UPLINK);
        }

        @Test
        void isTheCarriersWhereRtcpNeverCame() {
            silentTwice(20, -1);
            assertThat(attribution(25)).isEqualTo(Attribution.CARRIER);
        }
    }

    @Nested
    class IsForgotten {
        @Test
        void afterAnHourWhileItIsASuspicion() {
            in(call(), 10, NO_BLOCK);
            assertThat(verdict(10 + 3_599)).contains(Verdict.SUSPECT);
            assertThat(verdict(10 + 3_600)).isEmpty();
            assertThat(inbound.inDoubt(at(10 + 3_600))).isFalse();
        }

        @Test
        void afterAQuarterOfAnHourWhenItIsAFaultWhichIsDoubtedThen() {
            raise();
            assertThat(verdict(16 + 899)).contains(Verdict.DEGRADED);
            assertThat(inbound.inDoubt(at(16 + 900))).isTrue();
            assertThat(verdict(16 + 900)).isEmpty();
        }

        @Test
        void withItsFigures() {
            raise();
            inbound.doubt();
            in(call(), 30, NO_BLOCK);
            assertThat(inbound.finding(at(30), false).orElseThrow().words()).contains("in 1 call to 1 number");
            inbound.forgive(at(0));
            in(call(), 40, NO_BLOCK);
            assertThat(inbound.finding(at(40), false).orElseThrow().words()).contains("in 1 call to 1 number");
            in(call(), 40 + 3_600, NO_BLOCK);
            assertThat(inbound.finding(at(40 + 3_600), false).orElseThrow().words())
                    .contains("in 1 call to 1 number");
        }

        @Test
        void whenWeLoseSight() {
            raise();
            in(call(), 17, HEARD);
            inbound.doubt();
            assertThat(verdict(17)).isEmpty();
            assertThat(inbound.inDoubt(at(17))).isTrue();
            assertThat(inbound.fresh(at(17))).isFalse();
            in(call(), 30, NO_BLOCK);
            in(call(), 31, NO_BLOCK);
            assertThat(verdict(31)).as("half the evidence").contains(Verdict.DEGRADED);
        }

        @Test
        void whenItWasNotTheTrunks() {
            raise();
            inbound.forgive(at(5));
            assertThat(verdict(16)).isEmpty();
            assertThat(inbound.inDoubt(at(16))).isFalse();
            raise();
            inbound.forgive(at(16));
            assertThat(verdict(16)).contains(Verdict.DEGRADED);
        }
    }
}

package org.trunkpilot.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.trunkpilot.dashboard.ReportJson.Count;
import org.trunkpilot.dashboard.ReportJson.TrunkReport;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.health.TrunkMinute;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.timeline.Timeline.StoredLeg;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.TrunkId;

/** What is told to a provider about its trunk. */
class ProviderReportTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final PbxId HQ = new PbxId("hq");
    private static final TrunkId A = new TrunkId("prov-a");

    private final List<TrunkMinute> minutes = new ArrayList<>();
    private final List<StoredLeg> legs = new ArrayList<>();
    private final List<ProviderReport.Said> said = new ArrayList<>();
    private final List<ProviderReport.Blamed> blames = new ArrayList<>();

    @Test
    void availabilityIsTheShareOfJudgedMinutesThatWereNotDown() {
        minutes(0, 6, Verdict.HEALTHY);
        minutes(6, 1, Verdict.DEGRADED);
        minutes(7, 1, Verdict.DOWN);
        minutes(8, 12, Verdict.UNKNOWN);

        TrunkReport report = report();

        assertThat(report.availabilityPercent()).isEqualTo(87.5);
        assertThat(report.minutes())
                .containsExactlyInAnyOrder(
                        new Count("HEALTHY", 6),
                        new Count("SUSPECT", 0),
                        new Count("DEGRADED", 1),
                        new Count("DOWN", 1),
                        new Count("UNKNOWN", 12));
    }

    @Test
    void whatOurOwnUplinkDidIsNoOutageOfTheCarrier() {
        minutes(0, 6, Verdict.HEALTHY);
        minutes(6, 2, Verdict.DOWN);
        minutes(8, 1, Verdict.HEALTHY);
        minutes(9, 1, Verdict.DOWN);
        blame(366, Attribution.UNKNOWN);
        blame(370, Attribution.UPLINK);
        leg("by-the-uplink", 380, OptionalInt.empty(), CallLeg.Outcome.CARRIER_FAULT, 90);
        leg("by-the-carrier", 545, OptionalInt.of(503), CallLeg.Outcome.CARRIER_FAULT, 90);
        blame(475, null);
        blame(550, Attribution.CARRIER);

        TrunkReport report = report();

        assertThat(report.downByOthersMinutes()).isEqualTo(2);
        assertThat(report.availabilityPercent()).isEqualTo(87.5);
        assertThat(report.carrierFaults()).isEqualTo(1);
        assertThat(report.faultClasses()).containsExactly(new Count("SIP 503", 1));
        assertThat(report.incidents())
                .extracting(ReportJson.Incident::whose)
                .containsExactly(Attribution.UPLINK, Attribution.CARRIER);
    }

    @Test
    void aBlameThatNobodyTookBackEndsWithItsTrouble() {
        minutes(0, 1, Verdict.DOWN);
        minutes(1, 1, Verdict.HEALTHY);
        minutes(2, 1, Verdict.DOWN);
        blame(10, Attribution.UPLINK);

        TrunkReport report = report();

        assertThat(report.downByOthersMinutes()).isEqualTo(1);
        assertThat(report.availabilityPercent()).isEqualTo(50);
        assertThat(report.incidents().get(1).whose()).isNull();
    }

    @Test
    void whatWasNeverJudgedHasNoAvailability() {
        minutes(0, 3, Verdict.UNKNOWN);

        assertThat(report().availabilityPercent()).isNull();
    }

    @Test
    void troublesWithLessThanFiveGoodMinutesBetweenThemAreOneIncident() {
        minutes(0, 2, Verdict.DEGRADED);
        minutes(2, 5, Verdict.HEALTHY);
        minutes(7, 1, Verdict.DOWN);
        minutes(8, 6, Verdict.HEALTHY);
        minutes(14, 1, Verdict.DEGRADED);
        said.add(new ProviderReport.Said(NOON.plusSeconds(430), "prov-a: DEGRADED → DOWN, no reply."));
        said.add(new ProviderReport.Said(NOON.plusSeconds(600), "prov-a: UNKNOWN → HEALTHY."));

        List<ReportJson.Incident> incidents = report().incidents();

        assertThat(incidents).hasSize(2);
        assertThat(incidents.get(0).from()).isEqualTo(NOON);
        assertThat(incidents.get(0).to()).isEqualTo(NOON.plusSeconds(480));
        assertThat(incidents.get(0).worst()).isEqualTo(Verdict.DOWN);
        assertThat(incidents.get(0).words()).containsExactly("prov-a: DEGRADED → DOWN, no reply.");
        assertThat(incidents.get(1).worst()).isEqualTo(Verdict.DEGRADED);
    }

    @Test
    void anIncidentNamesTheCallsThatFailedOrSoundedBadAndNoOthers() {
        minutes(0, 1, Verdict.DEGRADED);
        leg("failed", 10, OptionalInt.of(503), CallLeg.Outcome.CARRIER_FAULT, 90);
        leg("bad-audio", 20, OptionalInt.empty(), CallLeg.Outcome.OK, 59.9);
        leg("good", 30, OptionalInt.empty(), CallLeg.Outcome.OK, 60);
        leg("later", 61, OptionalInt.of(503), CallLeg.Outcome.CARRIER_FAULT, 90);

        ReportJson.Incident incident = report().incidents().get(0);

        assertThat(incident.badCalls()).isEqualTo(2);
        assertThat(incident.calls()).extracting(CallJson::call).containsExactly("failed", "bad-audio");
    }

    @Test
    void noIncidentNamesMoreThanTenCalls() {
        minutes(0, 1, Verdict.DOWN);
        IntStream.range(0, 12).forEach(i -> leg("c" + i, i, OptionalInt.of(503), CallLeg.Outcome.CARRIER_FAULT, 90));

        assertThat(report().incidents().get(0).badCalls()).isEqualTo(12);
        assertThat(report().incidents().get(0).calls()).hasSize(10);
    }

    @Test
    void faultsAreClassedByWhatTheCarrierAnswered() {
        leg("a", 1, OptionalInt.of(503), CallLeg.Outcome.CARRIER_FAULT, 90);
        leg("b", 2, OptionalInt.of(503), CallLeg.Outcome.CARRIER_FAULT, 90);
        leg("c", 3, OptionalInt.empty(), CallLeg.Outcome.CARRIER_FAULT, 90);
        leg("d", 4, OptionalInt.of(486), CallLeg.Outcome.CALLEE, 90);

        assertThat(report().faultClasses())
                .containsExactly(new Count("SIP 503", 2), new Count("no 180 or 183 in time", 1));
    }

    @Test
    void spreadsArePercentilesByNearestRankAndClassesThatAddUp() {
        for (int i = 1; i <= 20; i++) {
            leg("c" + i, i, OptionalInt.empty(), CallLeg.Outcome.OK, i * 5);
        }

        ReportJson.Spread ratings = report().ratingInbound();

        assertThat(ratings.count()).isEqualTo(20);
        assertThat(ratings.p5()).isEqualTo(5);
        assertThat(ratings.p50()).isEqualTo(50);
        assertThat(ratings.p95()).isEqualTo(95);
        assertThat(ratings.classes())
                .containsExactly(
                        new Count("below 50", 9),
                        new Count("50 to 60", 2),
                        new Count("60 to 70", 2),
                        new Count("70 to 80", 2),
                        new Count("80 to 90", 2),
                        new Count("90 and more", 3));
        assertThat(report().ratingOutbound().p50()).isNull();
        assertThat(report().pddMillis().p50()).isEqualTo(1500);
    }

    private void blame(int second, @Nullable Attribution whose) {
        blames.add(new ProviderReport.Blamed(NOON.plusSeconds(second), Optional.ofNullable(whose)));
    }

    private TrunkReport report() {
        return new ProviderReport(HQ, A, minutes, legs, said, blames, false).json();
    }

    private void minutes(int first, int count, Verdict verdict) {
        for (int minute = first; minute < first + count; minute++) {
            minutes.add(new TrunkMinute(
                    A,
                    NOON.plusSeconds(60L * minute),
                    verdict,
                    OptionalInt.empty(),
                    2,
                    1,
                    1,
                    0,
                    0,
                    1,
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty()));
        }
    }

    private void leg(String call, int second, OptionalInt sip, CallLeg.Outcome outcome, double rating) {
        Instant seized = NOON.plusSeconds(second);
        legs.add(new StoredLeg(
                legs.size(),
                HQ,
                new CallLeg(
                        new CallId(call),
                        A,
                        Optional.empty(),
                        new Callee("8f14e45fceea167a", "4930"),
                        seized,
                        Optional.of(seized.plusMillis(1500)),
                        Optional.empty(),
                        Optional.empty(),
                        seized.plusMillis(1600),
                        sip.isPresent() ? CallEnd.By.FAR_END : CallEnd.By.PROGRESS_TIMEOUT,
                        OptionalInt.empty(),
                        sip,
                        outcome,
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.of(rating),
                        OptionalDouble.empty())));
    }
}

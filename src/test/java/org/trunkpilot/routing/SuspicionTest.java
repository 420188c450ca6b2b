package org.trunkpilot.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Finding.Kind;
import org.trunkpilot.health.Grade;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.health.PhoneLegs;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.PhoneReport;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.signal.UplinkProbed;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** Rule by rule: what one trunk shows, what the others show meanwhile, and who is therefore to blame. Trouble begins at {@code T}. */
class SuspicionTest {
    private static final Instant T = Instant.parse("2026-03-02T09:00:00Z");
    private static final TrunkId A = new TrunkId("prov-a");
    private static final TrunkId B = new TrunkId("prov-b");
    private static final TrunkId A2 = new TrunkId("prov-a2");
    private static final TrunkId C = new TrunkId("prov-c");

    /** What a long time without a fault leaves behind. */
    private static final int LONG = 40;

    private Inventory inventory = site(
            trunk(A, "Alpha", "fibre"), trunk(B, "Beta", "fibre"), trunk(A2, "Alpha", "lte"), trunk(C, "Gamma", "lte"));

    private final Map<TrunkId, List<Finding>> findings = new LinkedHashMap<>();
    private final Map<TrunkId, Instant> twoWay = new LinkedHashMap<>();
    private final Map<TrunkId, Instant> answeredProbe = new LinkedHashMap<>();
    private final Map<TrunkId, Integer> liveCalls = new LinkedHashMap<>();
    private final PhoneLegs phones = new PhoneLegs(HealthPolicy.balanced().loss());
    private Optional<PathWatch> watched = Optional.empty();

    private static Trunk trunk(TrunkId id, String carrier, String uplink) {
        return new Trunk(id, id.name(), carrier, uplink, OptionalInt.empty());
    }

    private static Inventory site(Trunk... trunks) {
        return new Inventory(
                new PbxId("hq"),
                List.of(trunks),
                List.of(new SteeredRoute(
                        new RouteId("default"),
                        List.of(trunks).stream().map(Trunk::id).toList())));
    }

    private static Finding finding(Kind kind, Verdict verdict, int second) {
        return new Finding(kind, verdict, Grade.A, T.plusSeconds(second), kind + " as measured");
    }

    private SuspicionTest shows(TrunkId trunk, Kind kind, Verdict verdict, int second) {
        findings.merge(
                trunk,
                List.of(finding(kind, verdict, second)),
                (a, b) -> java.util.stream.Stream.concat(a.stream(), b.stream()).toList());
        return this;
    }

    private SuspicionTest silent(TrunkId... trunks) {
        for (TrunkId trunk : trunks) {
            shows(trunk, Kind.UNREACHABLE, Verdict.DOWN, 0);
        }
        return this;
    }

    private PathWatch paths() {
        PathWatch paths = watched.orElseGet(() -> new PathWatch(inventory));
        watched = Optional.of(paths);
        return paths;
    }

    /** OPTIONS of a trunk, one a second from {@code T}, each answered after so long. */
    private SuspicionTest asked(TrunkId trunk, int count, int millis) {
        for (int i = 0; i < count; i++) {
            Instant sent = T.plusMillis(300L * i);
            paths().accept(new ProbeSent(sent, trunk));
            paths().accept(new ProbeAnswered(
                    sent.plusMillis(millis), trunk, sent, Optional.of(Duration.ofMillis(millis))));
        }
        return this;
    }

    /** The way to a trunk is sound first, and then late answer follows late answer. */
    private SuspicionTest wayIsBad(TrunkId trunk) {
        Instant before = T.minusSeconds(60);
        paths().accept(new ProbeSent(before, trunk));
        paths().accept(new ProbeAnswered(before.plusMillis(20), trunk, before, Optional.of(Duration.ofMillis(20))));
        return asked(trunk, 3, 520);
    }

    private SuspicionTest wayIsSound(TrunkId trunk) {
        return asked(trunk, LONG, 20);
    }

    private SuspicionTest reference(String uplink, int second, boolean answers) {
        paths().accept(new UplinkProbed(
                T.plusSeconds(second), uplink, answers ? Optional.of(Duration.ofMillis(9)) : Optional.empty()));
        return this;
    }

    private SuspicionTest answers(TrunkId trunk, int second) {
        answeredProbe.put(trunk, T.plusSeconds(second));
        return this;
    }

    private SuspicionTest talks(TrunkId trunk, int calls, int second) {
        liveCalls.put(trunk, calls);
        twoWay.put(trunk, T.plusSeconds(second));
        return this;
    }

    private Belief belief(TrunkId trunk, Instant now) {
        List<Finding> found = findings.getOrDefault(trunk, List.of());
        return new Belief(
                trunk,
                now,
                found.isEmpty() ? Verdict.HEALTHY : found.get(0).verdict(),
                Grade.A,
                OptionalInt.empty(),
                Map.of(),
                found,
                liveCalls.getOrDefault(trunk, 0),
                Optional.ofNullable(twoWay.get(trunk)),
                Optional.ofNullable(answeredProbe.get(trunk)),
                true,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.empty());
    }

    /** Who is to blame for what A shows first, so many seconds after {@code T}. */
    private Culprit culprit(int second) {
        return culprit(second, new CommonCause(inventory, RoutingPolicy.balanced()));
    }

    private Culprit culprit(int second, CommonCause common) {
        Instant now = T.plusSeconds(second);
        var beliefs = new LinkedHashMap<TrunkId, Belief>();
        inventory.trunks().forEach(t -> beliefs.put(t.id(), belief(t.id(), now)));
        common.step(now, beliefs);
        return new Suspicion(now, inventory, beliefs, common, paths(), phones, new Outcomes(inventory))
                .of(
                        inventory.trunks().get(0),
                        findings.getOrDefault(A, List.of()).get(0));
    }

    private void isTo(Culprit culprit, Attribution whose, String name, int confidence, String words) {
        assertThat(culprit.words()).contains(words);
        assertThat(culprit.whose()).as(culprit.words()).isEqualTo(whose);
        assertThat(culprit.name()).isEqualTo(name);
        assertThat(culprit.confidencePercent()).as(culprit.words()).isEqualTo(confidence);
        assertThat(culprit.since()).isEqualTo(T);
    }

    // --- silence

    @Test
    void aSilentTrunkBesideOneThatAnswersOverTheSameUplinkIsTheCarriers() {
        isTo(
                silent(A).answers(B, 1).culprit(8),
                Attribution.CARRIER,
                "Alpha",
                Culprit.WITNESSED,
                "prov-a is silent and prov-b of Beta answers over the same uplink fibre");
    }

    @Test
    void whatTheOtherAnsweredBeforeIsNoWitnessAndTheNextAnswerIsWaitedFor() {
        Culprit early = silent(A).answers(B, -1).culprit(8);
        isTo(early, Attribution.UNKNOWN, "", Culprit.LIKELIEST, "whether prov-b answers");
        assertThat(culprit(10).whose()).as("waited for long enough").isEqualTo(Attribution.CARRIER);
    }

    @Test
    void aReferenceHostThatIsSilentTooIsTheUplink() {
        isTo(
                silent(A).reference("fibre", 6, false).culprit(9),
                Attribution.UPLINK,
                "fibre",
                Culprit.WITNESSED,
                "the reference host of fibre is silent, too");
    }

    @Test
    void aReferenceHostThatAnswersLeavesTheCarrier() {
        isTo(
                silent(A).reference("fibre", 6, true).culprit(9),
                Attribution.CARRIER,
                "Alpha",
                Culprit.WITNESSED,
                "the reference host of fibre answers");
    }

    @Test
    void allCarriersOfOneUplinkAreThatUplink() {
        isTo(
                silent(A, B).culprit(9),
                Attribution.UPLINK,
                "fibre",
                Culprit.WITNESSED,
                "all carriers on fibre went silent together");
    }

    @Test
    void whoComesBackLastWhenAnUplinkIsMendedIsBlamedOnlyAfterItsTimeToFollow() {
        var common = new CommonCause(inventory, RoutingPolicy.balanced());
        assertThat(silent(A, B).culprit(9, common).whose()).isEqualTo(Attribution.UPLINK);
        findings.remove(B);
        answers(B, 20);
        isTo(culprit(21, common), Attribution.UNKNOWN, "", Culprit.LIKELIEST, "came back; whether it follows");
        culprit(1_200, common); // the look at which what calls showed meanwhile is excused
        Culprit later = culprit(1_201, common);
        assertThat(later.whose()).as(later.words()).isEqualTo(Attribution.CARRIER);
    }

    @Test
    void allCarriersOfAllUplinksAreThePbx() {
        Culprit all = silent(A, B, A2, C).culprit(9);
        isTo(all, Attribution.PBX, "", Culprit.INFERRED, "all trunks of all uplinks went silent together");
        assertThat(all.trunks()).containsExactly(A, B, A2, C);
    }

    @Test
    void allCarriersOfTheOnlyUplinkAreThePbxOnlyIfItsReferenceHostAnswers() {
        inventory = site(trunk(A, "Alpha", "fibre"), trunk(B, "Beta", "fibre"));
        isTo(silent(A, B).culprit(9), Attribution.UPLINK, "fibre", Culprit.INFERRED, "went silent together");
        isTo(
                reference("fibre", 6, true).culprit(9),
                Attribution.PBX,
                "",
                Culprit.INFERRED,
                "all trunks of all carriers went silent together, and the reference host answers");
    }

    @Test
    void aloneOnItsUplinkTheSameCarrierElsewhereBearsWitness() {
        inventory = site(trunk(A, "Alpha", "fibre"), trunk(A2, "Alpha", "lte"), trunk(C, "Gamma", "lte"));
        isTo(silent(A).culprit(9), Attribution.CARRIER, "Alpha", Culprit.LIKELIEST, "no other witness on uplink fibre");
        isTo(
                answers(A2, 2).culprit(9),
                Attribution.UPLINK,
                "fibre",
                Culprit.INFERRED,
                "Alpha is well by another uplink");
        isTo(
                silent(A2).culprit(9),
                Attribution.CARRIER,
                "Alpha",
                Culprit.INFERRED,
                "prov-a is silent, and so is Alpha by another uplink");
    }

    @Test
    void whateverElseASilentTrunkShowsIsItsSilence() {
        shows(A, Kind.SLOW_RINGING, Verdict.DEGRADED, 0);
        isTo(silent(A).answers(B, 1).culprit(8), Attribution.CARRIER, "Alpha", Culprit.WITNESSED, "prov-a is silent");
    }

    // --- registration, set-up, ringing

    @Test
    void aCarrierThatAnswersAndDoesNotRegisterUsIsOnlyLikelyToBlame() {
        isTo(
                shows(A, Kind.NOT_REGISTERED, Verdict.DOWN, 0).culprit(8),
                Attribution.CARRIER,
                "Alpha",
                Culprit.LIKELIEST,
                "its registrar or our account");
    }

    @Test
    void callsThatFailByOneCarrierAreItsAndBySeveralNobodyKnowsWhose() {
        isTo(
                shows(A, Kind.SETUP_FAULTS, Verdict.DOWN, 0).culprit(8),
                Attribution.CARRIER,
                "Alpha",
                Culprit.INFERRED,
                "SETUP_FAULTS as measured");
        shows(A2, Kind.SETUP_FAULTS, Verdict.DOWN, 0);
        assertThat(culprit(8).whose()).as("the same carrier").isEqualTo(Attribution.CARRIER);
        shows(B, Kind.SETUP_FAULTS, Verdict.SUSPECT, 0);
        assertThat(culprit(8).whose()).as("only suspected").isEqualTo(Attribution.CARRIER);
        shows(C, Kind.SETUP_FAULTS, Verdict.DEGRADED, 0);
        isTo(culprit(8), Attribution.UNKNOWN, "", Culprit.LIKELIEST, "fail by several carriers at once");
    }

    /** 580 is no matter of codecs, though no more than they the carrier's fault. */
    @ParameterizedTest
    @CsvSource({
        "488 Not Acceptable Here, Alpha takes none of our codecs",
        "580 Precondition Failure, Alpha does not meet what our calls demand of the audio"
    })
    void whatIsRefusedOfTheAudioIsNamedAsWhatItIs(String code, String words) {
        findings.put(
                A,
                List.of(new Finding(
                        Kind.SETUP_FAULTS,
                        Verdict.SUSPECT,
                        Grade.B,
                        T,
                        "the last 3 calls were refused with " + code,
                        Attribution.CODEC)));
        isTo(culprit(8), Attribution.CODEC, "Alpha", Culprit.INFERRED, words + ": the last 3 calls were refused");
    }

    @Test
    void lateRingingIsTheCarriersUnlessEverythingIsAnsweredLate() {
        isTo(
                shows(A, Kind.SLOW_RINGING, Verdict.DEGRADED, 0).culprit(8),
                Attribution.CARRIER,
                "Alpha",
                Culprit.INFERRED,
                "SLOW_RINGING as measured");
        wayIsBad(A).wayIsBad(B).wayIsBad(A2);
        assertThat(culprit(8).whose()).as("one is not late").isEqualTo(Attribution.CARRIER);
        wayIsBad(C);
        isTo(
                culprit(8),
                Attribution.PBX,
                "",
                Culprit.INFERRED,
                "everything is answered late, by every carrier at once");
    }

    // --- loss

    private SuspicionTest loses() {
        return shows(A, Kind.LOSS_INBOUND, Verdict.DEGRADED, 0);
    }

    @Test
    void lossBesideALinkThatLosesPacketsOfOthersIsTheUplink() {
        isTo(loses().wayIsBad(B).culprit(8), Attribution.UPLINK, "fibre", Culprit.WITNESSED, "loses or delays packets");
    }

    @Test
    void lossOnEveryWayOutIsThePbx() {
        loses().wayIsBad(B).wayIsBad(A2);
        assertThat(culprit(8).whose()).as("one way out is sound").isEqualTo(Attribution.UPLINK);
        isTo(wayIsBad(C).culprit(8), Attribution.PBX, "", Culprit.INFERRED, "all uplinks lose packets at once");
    }

    @Test
    void lossBesideSoundAudioOfAnotherCarrierIsTheCarriers() {
        isTo(
                loses().talks(B, 2, 16).culprit(17),
                Attribution.CARRIER,
                "Alpha",
                Culprit.WITNESSED,
                "prov-b of Beta sounds well over the same uplink");
    }

    @Test
    void lossBesideAWayThatLosesNothingIsTheCarriers() {
        isTo(
                loses().wayIsSound(B).culprit(17),
                Attribution.CARRIER,
                "Alpha",
                Culprit.WITNESSED,
                "the uplink fibre loses nothing else");
    }

    @Test
    void lossOfAudioAloneIsTheCarriersAudioGateway() {
        isTo(
                loses().wayIsSound(A).culprit(17),
                Attribution.CARRIER,
                "Alpha",
                Culprit.INFERRED,
                "its signalling loses nothing by the same way");
    }

    @Test
    void lossOfAudioAndSignallingAloneOnAnUplinkIsLikelyThatUplink() {
        inventory = site(trunk(A, "Alpha", "fibre"), trunk(C, "Gamma", "lte"));
        isTo(
                loses().wayIsBad(A).culprit(17),
                Attribution.UPLINK,
                "fibre",
                Culprit.LIKELIEST,
                "signalling and audio are lost alike");
    }

    @Test
    void lossOfTooFewCalleesIsPerhapsTheirs() {
        findings.put(A, List.of(finding(Kind.LOSS_INBOUND, Verdict.DEGRADED, 0).by(Attribution.UNKNOWN)));
        isTo(culprit(8), Attribution.UNKNOWN, "", Culprit.LIKELIEST, "too few callees to tell");
        isTo(wayIsBad(A).talks(B, 2, 16).culprit(17), Attribution.CARRIER, "Alpha", Culprit.WITNESSED, "sounds well");
    }

    @Test
    void whatTheCarrierMissesOfUsAndWasLostInTheHouseIsOurs() {
        findings.put(A, List.of(finding(Kind.LOSS_OUTBOUND, Verdict.DEGRADED, 0)));
        for (int call = 0; call < 4; call++) {
            var id = new CallId("c" + call);
            phones.accept(new Seizure(
                    T.minusSeconds(30),
                    A,
                    id,
                    Optional.empty(),
                    new Callee("k" + call, "49"),
                    Optional.of("phone" + call)));
            for (int report = 0; report < 10; report++) {
                Instant at = T.plusSeconds(5L * report);
                var lossy = new MediaReport.Reception(250, call < 2 ? 40 : 0, 1);
                phones.accept(new PhoneReport(
                        at, A, id, MediaReport.Direction.INBOUND, Optional.of(lossy), OptionalLong.of(250)));
                phones.accept(new MediaReport(
                        at,
                        A,
                        id,
                        MediaReport.Direction.OUTBOUND,
                        Optional.of(lossy),
                        OptionalLong.of(250),
                        Optional.empty()));
            }
        }
        isTo(culprit(50), Attribution.LAN_PHONES, "", Culprit.WITNESSED, "was lost between our phones and the PBX");
        findings.put(A, List.of(finding(Kind.LOSS_INBOUND, Verdict.DEGRADED, 0)));
        assertThat(culprit(50).whose()).as("towards us").isEqualTo(Attribution.CARRIER);
    }

    /** One carrier that has long been shaky makes no uplink of what another begins to lose now. */
    @Test
    void whatAnotherTrunkHasSufferedFromForHoursIsNoWitness() {
        shows(B, Kind.MORE_JITTER_INBOUND, Verdict.SUSPECT, -3_600);
        assertThat(loses().culprit(17).whose()).isEqualTo(Attribution.CARRIER);
        findings.put(B, List.of(finding(Kind.MORE_JITTER_INBOUND, Verdict.SUSPECT, -300)));
        assertThat(culprit(17).whose()).isEqualTo(Attribution.UPLINK);
    }

    @Test
    void lossOfTwoCarriersWhileTheReferenceHostLosesNothingIsNotTheUplinks() {
        loses().shows(B, Kind.LOSS_INBOUND, Verdict.SUSPECT, 1);
        for (int i = 0; i < LONG; i++) {
            reference("fibre", i, true);
        }
        isTo(culprit(LONG), Attribution.CARRIER, "Alpha", Culprit.WITNESSED, "the uplink fibre loses nothing else");
    }

    // --- no audio

    private SuspicionTest mute() {
        return shows(A, Kind.SILENT_INBOUND, Verdict.DEGRADED, 0);
    }

    @Test
    void noAudioOfAnyCarrierOnAnUplinkIsTheUplink() {
        mute().shows(B, Kind.SILENT_INBOUND, Verdict.SUSPECT, 1);
        isTo(culprit(8), Attribution.UPLINK, "fibre", Culprit.WITNESSED, "no carrier on it is heard");
        shows(C, Kind.SILENT_INBOUND, Verdict.SUSPECT, 1);
        isTo(culprit(8), Attribution.PBX, "", Culprit.INFERRED, "no audio by any uplink");
    }

    @Test
    void noAudioOfOneCarrierBesideAnotherThatIsHeardIsTheCarriers() {
        isTo(
                mute().talks(B, 1, 16).culprit(17),
                Attribution.CARRIER,
                "Alpha",
                Culprit.WITNESSED,
                "prov-b of Beta is heard over the same uplink");
    }

    @Test
    void withoutAWitnessSilenceIsTheCarriersUnlessNothingAtAllComesIn() {
        isTo(mute().culprit(8), Attribution.CARRIER, "Alpha", Culprit.INFERRED - 10, "SILENT_INBOUND as measured");
        findings.put(
                A, List.of(finding(Kind.SILENT_INBOUND, Verdict.DEGRADED, 0).by(Attribution.UPLINK)));
        isTo(culprit(8), Attribution.UPLINK, "fibre", Culprit.INFERRED - 10, "neither audio nor RTCP comes in");
    }

    // --- the other trunk of an uplink has yet to show whether it suffers

    @ParameterizedTest
    @EnumSource(names = {"LOSS_INBOUND", "SILENT_INBOUND"})
    void noCarrierIsBlamedWhileAnotherInTalkOverTheSameUplinkHasYetToShowWhetherItSuffers(Kind kind) {
        shows(A, kind, Verdict.DEGRADED, 0).talks(B, 3, 6);
        isTo(culprit(8), Attribution.UNKNOWN, "", Culprit.LIKELIEST, "over the same uplink fibre shows in a moment");
        talks(B, 3, 16);
        assertThat(culprit(17).whose()).isEqualTo(Attribution.CARRIER);
        shows(B, kind, Verdict.SUSPECT, 3);
        assertThat(culprit(17).whose()).isEqualTo(Attribution.UPLINK);
    }

    @ParameterizedTest
    @EnumSource(names = {"LOSS_INBOUND", "SILENT_INBOUND"})
    void aTrunkWithoutCallsIsNoWitnessToWaitFor(Kind kind) {
        shows(A, kind, Verdict.DEGRADED, 0).talks(B, 0, -1);
        assertThat(culprit(8).whose()).as("hung up").isEqualTo(Attribution.CARRIER);
        talks(B, 1, -300);
        assertThat(culprit(8).whose()).as("rings").isEqualTo(Attribution.CARRIER);
        talks(B, 1, -1);
        assertThat(culprit(14).whose()).isEqualTo(Attribution.UNKNOWN);
        assertThat(culprit(15).whose()).as("waited for long enough").isEqualTo(Attribution.CARRIER);
    }
}

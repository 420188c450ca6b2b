package org.trunkpilot.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PhoneContact;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.signal.SnapshotTaken;
import org.trunkpilot.signal.UplinkProbed;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** The witnesses that {@link Suspicion} hears, each by itself. */
class WitnessTest {
    private static final Instant T = Instant.parse("2026-03-02T09:00:00Z");
    private static final TrunkId A = new TrunkId("prov-a");
    private static final TrunkId B = new TrunkId("prov-b");
    private static final Inventory INVENTORY = new Inventory(
            new PbxId("hq"),
            List.of(
                    new Trunk(A, "prov-a", "Alpha", "fibre", OptionalInt.empty()),
                    new Trunk(B, "prov-b", "Beta", "fibre", OptionalInt.empty())),
            List.of(new SteeredRoute(new RouteId("default"), List.of(A, B))));

    // --- ways

    private static void options(PathWatch paths, int from, int count, int millis) {
        for (int i = from; i < from + count; i++) {
            Instant sent = T.plusSeconds(5L * i);
            paths.accept(new ProbeSent(sent, A));
            paths.accept(new ProbeAnswered(sent.plusMillis(millis), A, sent, Optional.of(Duration.ofMillis(millis))));
        }
    }

    @Test
    void answersThatComeLateShowThatTheWayLosesOrDelays() {
        var paths = new PathWatch(INVENTORY);
        options(paths, 0, 40, 20);
        assertThat(paths.ofTrunk(A, T)).isEqualTo(PathWatch.State.SOUND);
        options(paths, 40, 3, 520);
        assertThat(paths.ofTrunk(A, T.plusSeconds(195))).isEqualTo(PathWatch.State.BAD);
        assertThat(paths.ofTrunk(B, T)).isEqualTo(PathWatch.State.UNDECIDED);
    }

    @Test
    void anAnswerThatNeverComesIsALateOne() {
        var paths = new PathWatch(INVENTORY);
        options(paths, 0, 10, 20);
        for (int i = 10; i < 12; i++) {
            paths.accept(new ProbeSent(T.plusSeconds(5L * i), A));
        }
        paths.step(T.plusSeconds(70));
        assertThat(paths.ofTrunk(A, T.plusSeconds(48))).isEqualTo(PathWatch.State.BAD);
    }

    @Test
    void aReferenceHostIsSilentOnlyAfterItHasBeenAsked() {
        var paths = new PathWatch(INVENTORY);
        assertThat(paths.referenceSilent("fibre", T)).isFalse();
        paths.accept(new UplinkProbed(T.plusSeconds(1), "fibre", Optional.of(Duration.ofMillis(9))));
        assertThat(paths.referenceAnswers("fibre", T)).isTrue();
        paths.accept(new UplinkProbed(T.plusSeconds(9), "fibre", Optional.empty()));
        assertThat(paths.referenceSilent("fibre", T.plusSeconds(4))).isTrue();
        assertThat(paths.referenceSilent("fibre", T)).isFalse();
    }

    // --- the house

    private static void phones(HouseWatch house, int count, int second, PhoneContact.State state) {
        for (int i = 0; i < count; i++) {
            house.accept(new PhoneContact(T.plusSeconds(second + i), "phone" + i, state));
        }
    }

    @Test
    void phonesThatVanishTogetherAreASwitchAndOneByOneAreNot() {
        var together = new HouseWatch();
        phones(together, 24, 0, PhoneContact.State.PRESENT);
        phones(together, 3, 600, PhoneContact.State.ABSENT);
        assertThat(together.culprit(T.plusSeconds(700)))
                .hasValueSatisfying(c -> assertThat(c.whose()).isEqualTo(Attribution.LAN_PHONES))
                .hasValueSatisfying(c -> assertThat(c.words()).contains("3 of 24 phones"));

        var oneByOne = new HouseWatch();
        phones(oneByOne, 24, 0, PhoneContact.State.PRESENT);
        for (int i = 0; i < 6; i++) {
            oneByOne.accept(new PhoneContact(T.plusSeconds(600L * i), "phone" + i, PhoneContact.State.ABSENT));
        }
        assertThat(oneByOne.culprit(T.plusSeconds(3_700))).isEmpty();
    }

    @Test
    void phonesThatComeBackTogetherAreAStormAndTheFirstRegistrationsAreNot() {
        var house = new HouseWatch();
        phones(house, 24, 0, PhoneContact.State.PRESENT);
        assertThat(house.storm(T.plusSeconds(24))).isZero();
        phones(house, 24, 600, PhoneContact.State.ABSENT);
        phones(house, 24, 900, PhoneContact.State.PRESENT);
        assertThat(house.storm(T.plusSeconds(925))).isEqualTo(24);
        assertThat(house.storm(T.plusSeconds(1_000))).isZero();
    }

    // --- the PBX

    @Test
    void theThirdStartWithinTheHourIsABootLoopWhoseGraceDoubles() {
        var paths = new PathWatch(INVENTORY);
        var watch = new PbxWatch(INVENTORY, RoutingPolicy.balanced(), new HouseWatch(), paths);
        for (int start = 0; start < 4; start++) {
            Instant at = T.plusSeconds(600L * start);
            watch.accept(new LinkLost(at, "closed"));
            watch.accept(new LinkRestored(at.plusSeconds(30), "22", Optional.of(at.plusSeconds(30))));
            watch.accept(new PbxRestarted(at.plusSeconds(30)));
            watch.accept(new SnapshotTaken(at.plusSeconds(30)));
        }
        assertThat(watch.reason()).contains("boot loop", "4 times");
        assertThat(watch.culprit())
                .hasValueSatisfying(c -> assertThat(c.whose()).isEqualTo(Attribution.PBX));
        // 5 min, twice doubled by the third and the fourth start.
        watch.step(T.plusSeconds(1_830 + 1_190), Map.of());
        assertThat(watch.state()).isEqualTo(PbxState.BOOTING);
        watch.step(T.plusSeconds(1_830 + 1_200), Map.of());
        assertThat(watch.state()).isEqualTo(PbxState.READY);
    }

    // --- what failed calls have in common

    private static CallLeg leg(TrunkId trunk, int second, String number, String phone, OptionalInt code) {
        return leg(trunk, second, number, phone, Optional.empty(), code);
    }

    private static CallLeg leg(
            TrunkId trunk, int second, String number, String phone, Optional<Callee> callerId, OptionalInt code) {
        Instant at = T.plusSeconds(second);
        CallLeg.Outcome outcome = code.isEmpty()
                ? CallLeg.Outcome.OK
                : switch (code.getAsInt()) {
                    case 403 -> CallLeg.Outcome.ACCOUNT;
                    case 488, 580 -> CallLeg.Outcome.CODEC;
                    case 480 -> CallLeg.Outcome.CALLEE;
                    default -> CallLeg.Outcome.CARRIER_FAULT;
                };
        return new CallLeg(
                new CallId("c" + second + trunk),
                trunk,
                Optional.empty(),
                new Callee(number, number.substring(0, 4)),
                at,
                code.isEmpty() ? Optional.of(at.plusSeconds(1)) : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                at.plusSeconds(2),
                CallEnd.By.FAR_END,
                OptionalInt.empty(),
                code,
                outcome,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.of(phone),
                callerId);
    }

    private static CallLeg good(TrunkId trunk, int second, String number) {
        return leg(trunk, second, number, "phone9", OptionalInt.empty());
    }

    private static CallLeg bad(TrunkId trunk, int second, String number, int code) {
        return leg(trunk, second, number, "phone1", OptionalInt.of(code));
    }

    private static List<Culprit> culprits(CallLeg... legs) {
        var outcomes = new Outcomes(INVENTORY);
        List.of(legs).forEach(outcomes::accept);
        return outcomes.culprits(T.plusSeconds(600), Set.of());
    }

    @Test
    void aPrefixThatOneCarrierFailsAndAnotherCarriesIsTheCarriers() {
        assertThat(culprits(
                        bad(A, 10, "493011", 503),
                        good(B, 13, "493011"),
                        good(A, 20, "498911"),
                        bad(A, 30, "493012", 503),
                        good(B, 33, "493012"),
                        good(A, 40, "498912"),
                        bad(A, 50, "493013", 503)))
                .singleElement()
                .satisfies(c -> assertThat(c.whose()).isEqualTo(Attribution.CARRIER))
                .satisfies(c -> assertThat(c.name()).isEqualTo("Alpha"));
    }

    @Test
    void aPrefixThatFailsByEveryCarrierIsTheCallees() {
        assertThat(culprits(
                        bad(A, 10, "493011", 503),
                        bad(B, 13, "493011", 503),
                        good(A, 20, "498911"),
                        bad(A, 30, "493012", 503),
                        bad(B, 33, "493012", 503),
                        good(A, 40, "498912"),
                        bad(A, 50, "493013", 503)))
                .extracting(Culprit::whose)
                .containsOnly(Attribution.CALLEE);
    }

    @Test
    void aMachineThatRedialsAtOnceHasCalledEachTime() {
        assertThat(culprits(
                        bad(A, 10, "493011", 480),
                        bad(A, 11, "493011", 480),
                        bad(A, 12, "493011", 480),
                        good(A, 20, "493022"),
                        good(A, 40, "498912")))
                .extracting(Culprit::whose)
                .containsExactly(Attribution.CALLEE);
    }

    @Test
    void aCallThatIsHandedFromTrunkToTrunkIsOne() {
        assertThat(culprits(
                        bad(A, 10, "493011", 480),
                        bad(B, 11, "493011", 480),
                        bad(A, 30, "493011", 480),
                        bad(B, 31, "493011", 480),
                        good(A, 35, "493022"),
                        good(A, 40, "498912")))
                .isEmpty();
    }

    @Test
    void oneNumberThatFailsForEverybodyIsTheCallees() {
        assertThat(culprits(
                        bad(A, 10, "493011", 480),
                        good(A, 20, "493022"),
                        bad(A, 30, "493011", 480),
                        good(A, 40, "498912"),
                        bad(A, 50, "493011", 480)))
                .singleElement()
                .satisfies(c -> assertThat(c.whose()).isEqualTo(Attribution.CALLEE));
    }

    @Test
    void onePhoneThatIsRefusedWhileOthersAreServedIsItsAccountOrItsCodec() {
        for (int code : new int[] {403, 488, 580}) {
            assertThat(culprits(
                            bad(A, 10, "493011", code),
                            good(A, 20, "493022"),
                            bad(A, 30, "493012", code),
                            good(A, 40, "498912"),
                            bad(A, 50, "493013", code)))
                    .singleElement()
                    .satisfies(
                            c -> assertThat(c.whose()).isEqualTo(code == 403 ? Attribution.ACCOUNT : Attribution.CODEC))
                    .satisfies(c -> assertThat(c.name()).isEqualTo("phone1"))
                    .satisfies(c -> assertThat(c.words())
                            .endsWith(
                                    switch (code) {
                                        case 403 -> "check its caller ID and account.";
                                        case 488 -> "check the codecs of that phone.";
                                        default -> "check what that phone demands of the audio before it rings.";
                                    }));
        }
    }

    /** A call by A of a phone that shows a number. */
    private static CallLeg shows(String phone, String callerId, int second, OptionalInt code) {
        var shown = new Callee(callerId, callerId.substring(0, 4));
        return leg(A, second, "4930" + second, phone, Optional.of(shown), code);
    }

    private static final OptionalInt FORBIDDEN = OptionalInt.of(403);

    @Test
    void aNumberThatIsRefusedWhicheverPhoneShowsItIsThatCallerId() {
        assertThat(culprits(
                        shows("phone1", "493099", 10, FORBIDDEN),
                        shows("phone9", "493000", 20, OptionalInt.empty()),
                        shows("phone2", "493099", 30, FORBIDDEN),
                        shows("phone9", "493000", 40, OptionalInt.empty()),
                        shows("phone1", "493099", 50, FORBIDDEN),
                        shows("phone1", "493099", 60, FORBIDDEN)))
                .singleElement()
                .satisfies(c -> assertThat(c.whose()).isEqualTo(Attribution.ACCOUNT))
                .satisfies(c -> assertThat(c.name()).isEqualTo("4930…"))
                .satisfies(c -> assertThat(c.since()).isEqualTo(T.plusSeconds(10)))
                .satisfies(c -> assertThat(c.words())
                        .isEqualTo(
                                "The last 4 calls that showed one number of 4930…, of phone1 and phone2, were refused"
                                        + " with 403 by prov-a, and calls that show another are carried: ask whether we may show"
                                        + " that number."));
    }

    @Test
    void aPhoneThatIsServedWhenItShowsAnotherNumberIsNotToBlame() {
        assertThat(culprits(
                        shows("phone1", "493099", 10, FORBIDDEN),
                        shows("phone1", "493000", 20, OptionalInt.empty()),
                        shows("phone1", "493099", 30, FORBIDDEN),
                        shows("phone1", "493099", 50, FORBIDDEN)))
                .singleElement()
                .satisfies(c -> assertThat(c.name()).isEqualTo("4930…"));
    }

    @Test
    void aPhoneOfWhichNothingElseIsKnownIsNamedRatherThanItsNumber() {
        assertThat(culprits(
                        shows("phone1", "493099", 10, FORBIDDEN),
                        shows("phone9", "493000", 20, OptionalInt.empty()),
                        shows("phone1", "493099", 30, FORBIDDEN),
                        shows("phone1", "493099", 50, FORBIDDEN)))
                .singleElement()
                .satisfies(c -> assertThat(c.name()).isEqualTo("phone1"));
    }

    @Test
    void aNumberThatIsCarriedAgainIsRefusedNoMore() {
        assertThat(culprits(
                        shows("phone1", "493099", 10, FORBIDDEN),
                        shows("phone9", "493000", 20, OptionalInt.empty()),
                        shows("phone2", "493099", 30, FORBIDDEN),
                        shows("phone1", "493099", 50, FORBIDDEN),
                        shows("phone2", "493099", 70, OptionalInt.empty()),
                        shows("phone1", "493099", 80, OptionalInt.empty())))
                .isEmpty();
    }

    @Test
    void whereEveryNumberIsRefusedItIsNoMatterOfOne() {
        assertThat(culprits(
                        shows("phone1", "493099", 10, FORBIDDEN),
                        shows("phone2", "493099", 30, FORBIDDEN),
                        shows("phone3", "493000", 40, FORBIDDEN),
                        shows("phone1", "493099", 50, FORBIDDEN)))
                .isEmpty();
    }
}

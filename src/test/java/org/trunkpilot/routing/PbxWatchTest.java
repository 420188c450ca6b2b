package org.trunkpilot.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.trunkpilot.health.Belief;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PbxStopping;
import org.trunkpilot.signal.PhoneContact;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.SnapshotTaken;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** How far a PBX is trusted, by the balanced profile: link grace 10 s, boot grace 5 min, recovery 90 s, storm from 6 on. */
class PbxWatchTest {
    private static final Instant T = Instant.parse("2026-03-02T09:00:00Z");
    private static final TrunkId A = new TrunkId("prov-a");
    private static final TrunkId B = new TrunkId("prov-b");
    private static final Inventory INVENTORY = new Inventory(
            new PbxId("hq"),
            List.of(
                    new Trunk(A, "prov-a", "Alpha", "fibre", OptionalInt.empty()),
                    new Trunk(B, "prov-b", "Beta", "lte", OptionalInt.empty())),
            List.of(new SteeredRoute(new RouteId("default"), List.of(A, B))));

    private final HouseWatch house = new HouseWatch();
    private final PathWatch paths = new PathWatch(INVENTORY);
    private final PbxWatch watch = new PbxWatch(INVENTORY, RoutingPolicy.balanced(), house, paths);
    private final Map<TrunkId, Belief> beliefs = new LinkedHashMap<>();

    private static Instant t(double second) {
        return T.plusMillis(Math.round(1_000 * second));
    }

    private void linked(double second, Duration running) {
        watch.accept(
                new LinkRestored(t(second), "Asterisk 22", Optional.of(t(second).minus(running))));
    }

    private void settled(TrunkId trunk, double sent) {
        beliefs.put(trunk, Sketch.of(trunk).answered(t(sent)).at(t(sent)));
    }

    private PbxState step(double second) {
        watch.step(t(second), beliefs);
        return watch.state();
    }

    private void ready() {
        linked(0, Duration.ofDays(3));
        watch.accept(new SnapshotTaken(T));
        settled(A, 1);
        settled(B, 1);
        assertThat(step(10)).isEqualTo(PbxState.READY);
        assertThat(watch.culprit()).isEmpty();
    }

    // --- coming up

    @Test
    void beforeTheFirstLinkNobodyIsToBlame() {
        assertThat(watch.state()).isEqualTo(PbxState.LINK_LOST);
        assertThat(watch.reason()).isEqualTo("Not connected to the PBX yet.");
        assertThat(watch.culprit()).isEmpty();
        watch.accept(new LinkLost(T, "connection refused"));
        assertThat(watch.culprit()).as("there was no link to be lost").isEmpty();
    }

    @Test
    void aLinkToAPbxThatHasLongRunIsReadyAfterTheLinkGraceAtTheEarliest() {
        linked(0, Duration.ofMinutes(5));
        assertThat(watch.reason())
                .isEqualTo("Our link to the PBX has just come up; nothing is moved until its trunks are back, 10 s at"
                        + " most.");
        assertThat(watch.culprit()).isEmpty();
        watch.accept(new SnapshotTaken(T));
        settled(A, 1);
        settled(B, 1);
        assertThat(step(9.9)).isEqualTo(PbxState.BOOTING);
        assertThat(step(10)).isEqualTo(PbxState.READY);
        assertThat(watch.reason()).isEqualTo("All trunks are registered and answer.");
    }

    @Test
    void aPbxThatHasRunForLessThanItsBootGraceIsToBlameWhileItBoots() {
        linked(0, Duration.ofSeconds(299));
        assertThat(watch.reason())
                .isEqualTo("The PBX has just started; nothing is moved until its trunks are back, 5 min at most.");
        assertThat(watch.culprit()).hasValueSatisfying(c -> {
            assertThat(c.confidencePercent()).isEqualTo(Culprit.WITNESSED);
            assertThat(c.words()).isEqualTo(watch.reason());
            assertThat(c.trunks()).containsExactly(A, B);
            assertThat(c.since()).isEqualTo(T);
        });
    }

    @Test
    void aTrunkHasSettledOnceItIsRegisteredAndAnswersWhatWasSentAfterTheStart() {
        linked(0, Duration.ofMinutes(1));
        watch.accept(new SnapshotTaken(T));
        settled(A, 1);
        settled(B, 0);
        assertThat(step(20)).as("answered before").isEqualTo(PbxState.BOOTING);
        beliefs.put(B, Sketch.of(B).unregistered().answered(t(21)).at(t(21)));
        assertThat(step(22)).as("not registered").isEqualTo(PbxState.BOOTING);
        settled(B, 23);
        assertThat(step(24)).isEqualTo(PbxState.READY);
    }

    @Test
    void ninetySecondsAfterTheLastThatCameUpTheRestIsNotWaitedFor() {
        linked(0, Duration.ofMinutes(1));
        watch.accept(new SnapshotTaken(T));
        settled(A, 29);
        assertThat(step(30)).isEqualTo(PbxState.BOOTING);
        assertThat(step(119.9)).isEqualTo(PbxState.BOOTING);
        assertThat(step(120)).isEqualTo(PbxState.READY);
        assertThat(watch.reason())
                .isEqualTo("For 90 s no further trunk has come up; 1 of 2 are registered and answer.");
    }

    @Test
    void whenNothingComesUpTheGraceEndsIt() {
        linked(0, Duration.ofMinutes(1));
        watch.accept(new SnapshotTaken(T));
        assertThat(step(299.9)).isEqualTo(PbxState.BOOTING);
        assertThat(step(300)).isEqualTo(PbxState.READY);
        assertThat(watch.reason())
                .isEqualTo("The time for coming up is over; 0 of 2 trunks are registered and answer.");
    }

    @Test
    void withoutASnapshotEverythingWaitsForOneMoreGrace() {
        linked(0, Duration.ofDays(1));
        settled(A, 1);
        settled(B, 1);
        assertThat(step(309.9)).isEqualTo(PbxState.BOOTING);
        assertThat(step(310)).isEqualTo(PbxState.READY);
    }

    @Test
    void aSnapshotOfTheLinkBeforeIsNone() {
        ready();
        watch.accept(new LinkLost(t(20), "closed"));
        linked(30, Duration.ofDays(3));
        settled(A, 31);
        settled(B, 31);
        assertThat(step(60)).isEqualTo(PbxState.BOOTING);
        watch.accept(new SnapshotTaken(t(61)));
        assertThat(step(62)).isEqualTo(PbxState.READY);
    }

    @Test
    void whatHadSettledBeforeALinkWasLostHasToShowItAgain() {
        ready();
        watch.accept(new LinkLost(t(20), "closed"));
        linked(30, Duration.ofMinutes(1));
        watch.accept(new SnapshotTaken(t(31)));
        assertThat(step(45)).isEqualTo(PbxState.BOOTING);
    }

    // --- going down

    @Test
    void aLostLinkIsLikelyThePbxUntilItTellsOtherwise() {
        ready();
        watch.accept(new LinkLost(t(20), "the socket was closed."));
        assertThat(watch.state()).isEqualTo(PbxState.LINK_LOST);
        assertThat(watch.reason()).isEqualTo("Our link to the PBX is gone: the socket was closed.");
        assertThat(watch.culprit()).hasValueSatisfying(c -> {
            assertThat(c.confidencePercent()).isEqualTo(Culprit.LIKELIEST);
            assertThat(c.since()).isEqualTo(t(20));
        });
        assertThat(step(10_000)).as("only a signal ends it").isEqualTo(PbxState.LINK_LOST);
        linked(10_001, Duration.ofDays(4));
        assertThat(watch.culprit()).as("it had run all the time").isEmpty();
    }

    @Test
    void aPbxThatSaysItStopsIsBelieved() {
        ready();
        watch.accept(new PbxStopping(t(20)));
        assertThat(watch.reason())
                .isEqualTo("The PBX is going down; nothing is moved until its trunks are back, 5 min at most.");
        watch.accept(new LinkLost(t(22), "closed"));
        assertThat(watch.culprit())
                .hasValueSatisfying(
                        c -> assertThat(c.since()).as("it began with the stop").isEqualTo(t(20)));
        linked(30, Duration.ofSeconds(2));
        assertThat(watch.culprit())
                .hasValueSatisfying(c -> assertThat(c.confidencePercent()).isEqualTo(Culprit.WITNESSED));
    }

    @Test
    void aStopThatIsToldAfterTheLinkIsLostChangesNothing() {
        ready();
        watch.accept(new LinkLost(t(20), "closed"));
        watch.accept(new PbxStopping(t(21)));
        assertThat(watch.state()).isEqualTo(PbxState.LINK_LOST);
    }

    // --- boot loops

    private void restart(double second) {
        watch.accept(new PbxRestarted(t(second)));
    }

    @Test
    void twoStartsWithinTheHourAreNoLoop() {
        ready();
        restart(100);
        restart(200);
        assertThat(watch.reason())
                .isEqualTo("The PBX has restarted; nothing is moved until its trunks are back, 5 min at most.");
        settled(A, 201);
        settled(B, 201);
        watch.accept(new SnapshotTaken(t(202)));
        assertThat(step(212)).isEqualTo(PbxState.READY);
    }

    @Test
    void theThirdStartWithinTheHourWaitsOutItsGraceThoughAllIsWell() {
        ready();
        restart(100);
        restart(200);
        restart(300);
        assertThat(watch.reason())
                .isEqualTo("The PBX is in a boot loop: it has started 3 times within 60 min; nothing is moved until its"
                        + " trunks are back, 10 min at most.");
        settled(A, 301);
        settled(B, 301);
        assertThat(step(899.9)).isEqualTo(PbxState.BOOTING);
        assertThat(step(900)).isEqualTo(PbxState.READY);
    }

    @Test
    void aStartAnHourAgoCountsNoMore() {
        ready();
        restart(100);
        restart(200);
        restart(3_700);
        assertThat(watch.reason()).startsWith("The PBX has restarted;");
        restart(3_750);
        assertThat(watch.reason()).startsWith("The PBX is in a boot loop: it has started 3 times");
    }

    @Test
    void theGraceOfALoopIsAnHourAtMost() {
        ready();
        for (int start = 0; start < 80; start++) {
            restart(100 + start);
        }
        assertThat(watch.reason())
                .isEqualTo(
                        "The PBX is in a boot loop: it has started 64 times within 60 min; nothing is moved until its"
                                + " trunks are back, 60 min at most.");
    }

    @Test
    void aLinkLostInALoopIsSurelyThePbx() {
        ready();
        restart(100);
        restart(200);
        watch.accept(new LinkLost(t(250), "closed"));
        assertThat(watch.culprit())
                .hasValueSatisfying(c -> assertThat(c.confidencePercent()).isEqualTo(Culprit.LIKELIEST));
        restart(300);
        watch.accept(new LinkLost(t(350), "closed"));
        assertThat(watch.culprit())
                .hasValueSatisfying(c -> assertThat(c.confidencePercent()).isEqualTo(Culprit.INFERRED));
    }

    // --- storms

    private void flaps(TrunkId trunk, double second) {
        watch.accept(new Registration(t(second), trunk, Registration.State.REJECTED));
        watch.accept(new Registration(t(second), trunk, Registration.State.REGISTERED));
    }

    @Test
    void sixReturnsBeyondTheBusiestCarrierAreAStorm() {
        ready();
        for (int i = 0; i < 6; i++) {
            flaps(A, 20);
            assertThat(step(20)).isEqualTo(PbxState.READY);
            flaps(B, 21);
        }
        assertThat(step(22)).isEqualTo(PbxState.STORM);
        assertThat(watch.reason())
                .isEqualTo(
                        "A storm: trunks of several carriers came back 12 times within a minute, 6 of them beyond the"
                                + " busiest carrier.");
        assertThat(watch.culprit()).hasValueSatisfying(c -> {
            assertThat(c.confidencePercent()).isEqualTo(Culprit.INFERRED);
            assertThat(c.since()).isEqualTo(t(22));
        });
        assertThat(step(80)).as("the first of them are a minute old").isEqualTo(PbxState.STORM);
        assertThat(step(81.5)).isEqualTo(PbxState.READY);
        assertThat(watch.reason()).isEqualTo("The storm is over: fewer than 6 trunks came back in the last minute.");
    }

    @Test
    void returnsOfOneCarrierOrMoreThanAMinuteApartAreNoStorm() {
        ready();
        for (int i = 0; i < 50; i++) {
            flaps(A, 20);
        }
        assertThat(step(21)).isEqualTo(PbxState.READY);
        for (int i = 0; i < 6; i++) {
            flaps(B, 81);
        }
        assertThat(step(81)).as("those of A are past").isEqualTo(PbxState.READY);
    }

    @Test
    void aTrunkThatIsFirstHeardOfOrTriesHasNotComeBack() {
        ready();
        for (int i = 0; i < 10; i++) {
            for (TrunkId trunk : List.of(A, B)) {
                watch.accept(new Registration(t(20), trunk, Registration.State.TRYING));
                watch.accept(new Registration(t(20), trunk, Registration.State.REGISTERED));
                watch.accept(new Reachability(t(20), trunk, Reachability.State.REACHABLE, Optional.empty()));
            }
        }
        assertThat(step(21)).isEqualTo(PbxState.READY);
    }

    @Test
    void trunksThatBecomeReachableAgainComeBackToo() {
        ready();
        for (int i = 0; i < 6; i++) {
            for (TrunkId trunk : List.of(A, B)) {
                watch.accept(new Reachability(t(20), trunk, Reachability.State.UNREACHABLE, Optional.empty()));
                watch.accept(new Reachability(t(20), trunk, Reachability.State.REACHABLE, Optional.empty()));
            }
        }
        assertThat(step(21)).isEqualTo(PbxState.STORM);
    }

    @Test
    void whatCameBackWhileThePbxBootedIsNoStormAfterwards() {
        linked(0, Duration.ofDays(3));
        watch.accept(new SnapshotTaken(T));
        for (int i = 0; i < 8; i++) {
            flaps(A, 5);
            flaps(B, 5);
        }
        settled(A, 6);
        settled(B, 6);
        assertThat(step(10)).isEqualTo(PbxState.READY);
        assertThat(step(11)).isEqualTo(PbxState.READY);
    }

    private void house(int second, PhoneContact.State state) {
        for (int i = 0; i < 24; i++) {
            house.accept(new PhoneContact(t(second), "phone" + i, state));
        }
    }

    private void stormOfPhones() {
        ready();
        house(0, PhoneContact.State.PRESENT);
        house(20, PhoneContact.State.ABSENT);
        house(100, PhoneContact.State.PRESENT);
    }

    @Test
    void theWholeHouseComingBackIsAStormUntilTheRecoveryAfterIt() {
        stormOfPhones();
        assertThat(step(101)).isEqualTo(PbxState.STORM);
        assertThat(watch.reason())
                .isEqualTo("A storm: 24 phones came back within a minute; a PBX that lets them all in is late with"
                        + " everything else.");
        assertThat(step(159)).isEqualTo(PbxState.STORM);
        assertThat(step(248.9)).isEqualTo(PbxState.STORM);
        assertThat(step(249)).isEqualTo(PbxState.READY);
    }

    private void late(double second) {
        for (TrunkId trunk : List.of(A, B)) {
            paths.accept(new ProbeSent(t(second), trunk));
            paths.accept(new ProbeAnswered(
                    t(second + 0.9), trunk, t(second), Optional.of(Duration.ofMillis(second < 100 ? 20 : 900))));
        }
    }

    @Test
    void aStormLastsWhileEveryCarrierIsAnsweredLateButNotBeyondTheBootGrace() {
        late(50);
        stormOfPhones();
        assertThat(step(101)).isEqualTo(PbxState.STORM);
        for (int second = 110; second < 400; second += 5) {
            late(second);
            assertThat(step(second + 1)).as("at %d s", second).isEqualTo(PbxState.STORM);
        }
        late(400);
        assertThat(step(401)).isEqualTo(PbxState.READY);
    }
}

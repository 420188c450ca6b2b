package org.trunkpilot.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.override.Order;
import org.trunkpilot.pbx.LinkStatus;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxConnection;
import org.trunkpilot.pbx.PbxKind;
import org.trunkpilot.pbx.RouteActuator;
import org.trunkpilot.pbx.Secret;
import org.trunkpilot.pbx.SteeringTerms;
import org.trunkpilot.replay.Backtest;
import org.trunkpilot.replay.Comparison;
import org.trunkpilot.replay.Input;
import org.trunkpilot.replay.Policies;
import org.trunkpilot.routing.ControllerMemory;
import org.trunkpilot.routing.Losses;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.RouteController;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.routing.RoutingPolicy;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.NumberRefused;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.RouteExhausted;
import org.trunkpilot.signal.SnapshotTaken;
import org.trunkpilot.timeline.Entry;
import org.trunkpilot.timeline.Timeline;
import org.trunkpilot.timeline.TimelineFixture;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** The loop of one PBX in virtual time: a real core and a real record, and a PBX that is a map of rows. */
class ControlLoopTest {
    private static final TrunkId A = new TrunkId("prov-a");
    private static final TrunkId B = new TrunkId("prov-b");
    private static final RouteId DEFAULT = new RouteId("default");
    private static final PbxId HQ = new PbxId("hq");
    private static final Inventory INVENTORY = new Inventory(
            HQ,
            List.of(
                    new Trunk(A, "prov-a", "Alpha", "fibre", OptionalInt.empty()),
                    new Trunk(B, "prov-b", "Beta", "lte", OptionalInt.empty())),
            List.of(
                    new SteeredRoute(DEFAULT, List.of(A, B)),
                    new EmergencyRoute(new RouteId("emergency"), List.of(B, A))));

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T08:00:00Z"));
    private final RowsOnAPbx pbx = new RowsOnAPbx();
    private final TimelineFixture database = TimelineFixture.onH2();
    private final Timeline timeline = database.open();
    private final List<Input> journal = new ArrayList<>();
    private final List<RouteDecision> decided = new ArrayList<>();
    private ControlLoop loop = loop(Mode.ACTING, ControllerMemory.EMPTY);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aRowIsWrittenReadBackAndRenewedEachThirdOfTheLease() {
        pbx.comesUp();
        run(Duration.ofSeconds(30));
        assertThat(pbx.order()).isEqualTo("prov-a&prov-b");
        assertThat(view().inSync()).isTrue();
        String first = pbx.rows.get(DEFAULT);

        run(Duration.ofMinutes(2));
        assertThat(pbx.rows.get(DEFAULT)).isEqualTo(first);
        run(Duration.ofSeconds(60));
        assertThat(pbx.rows.get(DEFAULT)).isNotEqualTo(first).endsWith("prov-a&prov-b");
        assertThat(pbx.rows.keySet()).as("an emergency route has no row").containsExactly(DEFAULT);
    }

    /** What the loop was told is all that a rerun needs to come to the same moves at the same moments. */
    @Test
    void theJournalOfALoopRerunComesToTheSameMoves() {
        Instant begun = now.get();
        pbx.comesUp();
        run(Duration.ofSeconds(60));
        pbx.silent = Set.of(A);
        run(Duration.ofSeconds(30));
        pbx.silent = Set.of();
        run(Duration.ofSeconds(30));
        List<RouteDecision> moved =
                decided.stream().filter(RouteDecision::moves).toList();

        var policies = new Policies("in force", HealthPolicy.balanced(), RoutingPolicy.balanced(), Map.of());
        var backtest = new Backtest(List.of(policies), begun, now.get());
        journal.forEach(backtest::take);
        List<Comparison.Move> rerun = backtest.result().outcomes().get(0).moves();

        assertThat(moved).isNotEmpty();
        assertThat(rerun).hasSameSizeAs(moved);
        for (int i = 0; i < moved.size(); i++) {
            assertThat(rerun.get(i).to()).isEqualTo(moved.get(i).to());
            assertThat(Duration.between(moved.get(i).at(), rerun.get(i).at()).abs())
                    .isLessThanOrEqualTo(Duration.ofMillis(200));
        }
    }

    @Test
    void ordersModesAndFrozenRoutesAreJournaledAndEachHourAMilestone() {
        pbx.comesUp();
        run(Duration.ofSeconds(30));
        loop.orders(List.of());
        loop.mode(Mode.WATCHING, "carla");
        run(Duration.ofSeconds(1));
        now.set(now.get().plus(Duration.ofHours(1)));
        run(Duration.ofSeconds(1));

        assertThat(journal.get(0))
                .isInstanceOfSatisfying(
                        Input.Stood.class, stood -> assertThat(stood.fresh()).isTrue());
        assertThat(journal).hasAtLeastOneElementOfType(Input.Ordered.class);
        assertThat(journal)
                .filteredOn(Input.Switched.class::isInstance)
                .singleElement()
                .extracting(input -> ((Input.Switched) input).mode())
                .isEqualTo(Mode.WATCHING);
        assertThat(journal)
                .filteredOn(input -> input instanceof Input.Stood stood && !stood.fresh())
                .singleElement()
                .satisfies(input -> assertThat(((Input.Stood) input).state())
                        .as("what each trunk's registration last was")
                        .isNotEmpty());
    }

    @Test
    void aTrunkThatFallsSilentIsLastOnThePbxWithin12SecondsAndTheOutcomeIsRecorded() {
        pbx.comesUp();
        run(Duration.ofSeconds(60));
        pbx.silent = Set.of(A);

        run(Duration.ofSeconds(12));

        assertThat(pbx.order()).isEqualTo("prov-b&prov-a");
        assertThat(view().actual()).contains(List.of(B, A));
        assertThat(moves()).singleElement().satisfies(move -> {
            assertThat(move.decision().to()).containsExactly(B, A);
            assertThat(move.outcome()).contains("Written to the PBX and read back.");
        });
    }

    @Test
    void watchingItDecidesTheSameAndWritesNothing() {
        loop = loop(Mode.WATCHING, ControllerMemory.EMPTY);
        pbx.comesUp();
        run(Duration.ofSeconds(60));
        pbx.silent = Set.of(A);
        run(Duration.ofSeconds(12));

        assertThat(pbx.rows).isEmpty();
        assertThat(moves()).singleElement().satisfies(move -> {
            assertThat(move.mode()).isEqualTo(Mode.WATCHING);
            assertThat(move.outcome()).contains("Watching only: nothing was written.");
        });
    }

    /** Asterisk stops for good after ten attempts: without a push the trunk stays dead when the carrier is long well again. */
    @Test
    void aRegistrationThatThePbxGaveUpIsMadeAnewAndRecordedWithItsOutcome() {
        pbx.comesUp();
        run(Duration.ofSeconds(30));
        pbx.say(new Registration(now.get(), A, Registration.State.STOPPED));
        run(Duration.ofSeconds(30));

        assertThat(pbx.registered).containsExactly(A);
        // A real edge: the record is written by a thread of its own.
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(entries(Entry.Kind.ACTUATION))
                        .anyMatch(
                                w -> w.startsWith(
                                        "The PBX is made to register prov-a at Alpha again, attempt 1 of 12: the PBX has given up"))
                        .anyMatch(w -> w.startsWith("prov-a is registered at Alpha again, ")));
    }

    @Test
    void aPbxThatCannotBeMadeToRegisterIsRecordedWithItsReason() {
        pbx.comesUp();
        pbx.refusal = Optional.of("no such registration");
        run(Duration.ofSeconds(30));
        pbx.say(new Registration(now.get(), A, Registration.State.STOPPED));
        run(Duration.ofSeconds(30));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(entries(Entry.Kind.ACTUATION))
                        .contains("The PBX did not take the order to register prov-a: no such registration."));
    }

    @Test
    void watchingItMakesNothingRegister() {
        loop = loop(Mode.WATCHING, ControllerMemory.EMPTY);
        pbx.comesUp();
        run(Duration.ofSeconds(30));
        pbx.say(new Registration(now.get(), A, Registration.State.STOPPED));
        run(Duration.ofSeconds(30));
        assertThat(pbx.registered).isEmpty();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(entries(Entry.Kind.ACTUATION))
                        .anyMatch(w ->
                                w.startsWith("Watching: the PBX would be made to register prov-a at Alpha again")));
    }

    @Test
    void aValidRowOfAnotherOwnerMakesItStandDown() {
        pbx.rows.put(DEFAULT, now.get().plusSeconds(500).getEpochSecond() + ":1:other:prov-b&prov-a");
        pbx.comesUp();
        run(Duration.ofSeconds(15));

        assertThat(loop.view().mode()).isEqualTo(Mode.WATCHING);
        assertThat(loop.view().modeReason()).contains("\"other\"");
        assertThat(pbx.rows.get(DEFAULT)).contains(":other:");
        assertThat(entries(Entry.Kind.ALARM)).anyMatch(words -> words.contains("two must not steer one PBX"));
    }

    @Test
    void standingDownIsAnAlarmLeavesTheOtherRowsAndEndsWithTheOthersLease() {
        pbx.comesUp();
        run(Duration.ofSeconds(30));
        pbx.rows.put(DEFAULT, now.get().plusSeconds(500).getEpochSecond() + ":1:other:prov-b&prov-a");
        int written = pbx.written.size();
        run(Duration.ofSeconds(490));
        assertThat(loop.view().alarms()).anyMatch(words -> words.contains("two must not steer one PBX"));
        assertThat(pbx.written).hasSize(written);
        assertThat(pbx.deleted).as("our other rows keep to their lease").isZero();
        assertThat(view().actual()).contains(List.of(B, A));

        run(Duration.ofSeconds(30));

        assertThat(loop.view().mode()).isEqualTo(Mode.ACTING);
        assertThat(loop.view().alarms()).isEmpty();
        assertThat(pbx.order()).isEqualTo("prov-a&prov-b");
    }

    @Test
    void anOrderThatStandsAtTheStartIsNoMoveAndNoOrderIsOver() {
        var heldOut = new Order(
                "7",
                Order.Kind.HELD_OUT,
                Optional.of(A),
                Optional.empty(),
                "maintenance",
                "alice",
                now.get(),
                now.get().plus(Duration.ofHours(8)));
        loop.orders(List.of(heldOut));
        pbx.comesUp();
        run(Duration.ofSeconds(30));
        ControllerMemory memory = memoryWith("prov-a&prov-b prov-b&prov-a");
        int moves = moves().size();
        int written = pbx.written.size();

        loop = loop(Mode.ACTING, memory);
        loop.orders(List.of(heldOut));
        pbx.comesUp();
        run(Duration.ofMinutes(2));

        assertThat(moves()).hasSize(moves);
        assertThat(pbx.written.subList(written, pbx.written.size())).doesNotContain("prov-a&prov-b");
        assertThat(view().why()).doesNotContain("is over");
    }

    @Test
    void theModeOfTheConfigurationHoldsUntilSomebodyChoosesOne() {
        pbx.comesUp();
        run(Duration.ofSeconds(60));
        await().atMost(Duration.ofSeconds(20)).until(() -> timeline.recall(HQ).isPresent());
        assertThat(Remembered.parse(timeline.recall(HQ).orElseThrow()).choice()).isEmpty();

        loop.mode(Mode.WATCHING, "alice");
        run(Duration.ofSeconds(1));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Remembered.parse(timeline.recall(HQ).orElseThrow())
                        .choice()
                        .isPresent());
        assertThat(loop.view().modeReason()).contains("set by alice", "The configuration says acting.");
    }

    @Test
    void aWriteThatCannotBeReadBackIsNotCalledWrittenUntilItIsRead() {
        pbx.comesUp();
        run(Duration.ofSeconds(60));
        pbx.silent = Set.of(A);
        pbx.unreadableAfterWrite = 6;
        run(Duration.ofSeconds(9));
        assertThat(pbx.order()).isEqualTo("prov-b&prov-a");
        assertThat(moves())
                .singleElement()
                .satisfies(move -> assertThat(move.outcome()).isEmpty());

        run(Duration.ofSeconds(12));

        assertThat(moves())
                .singleElement()
                .satisfies(move -> assertThat(move.outcome()).contains("Written to the PBX and read back."));
        assertThat(entries(Entry.Kind.ACTUATION))
                .anyMatch(words -> words.startsWith("Written and read back: ") && words.endsWith("prov-b&prov-a"));
    }

    @Test
    void aReadThatFailsIsTriedAgainWithinSecondsAndThePbxIsLeftInPeaceMeanwhile() {
        pbx.comesUp();
        run(Duration.ofSeconds(60));
        pbx.unreadable = true;
        pbx.silent = Set.of(A);
        run(Duration.ofSeconds(12));
        int reads = pbx.reads;
        run(Duration.ofSeconds(10));
        assertThat(pbx.reads - reads).as("one question each two seconds").isBetween(4, 6);

        pbx.unreadable = false;
        run(Duration.ofSeconds(3));

        assertThat(pbx.order()).isEqualTo("prov-b&prov-a");
        assertThat(view().inSync()).isTrue();
    }

    @Test
    void aDeleteThatIsRefusedIsToldOnce() {
        pbx.comesUp();
        run(Duration.ofSeconds(30));
        loop.mode(Mode.WATCHING, "alice");
        pbx.refusal = Optional.of("write=system is missing");
        run(Duration.ofMinutes(30));

        assertThat(entries(Entry.Kind.ACTUATION))
                .filteredOn(words -> words.contains("write=system is missing"))
                .hasSize(1);
    }

    @Test
    void aRowThatThePbxForgotWhileTheLinkWasLostIsWrittenAgain() {
        pbx.comesUp();
        run(Duration.ofSeconds(30));
        pbx.say(new LinkLost(now.get(), "cut"));
        run(Duration.ofSeconds(5));
        pbx.rows.clear();
        pbx.say(new LinkRestored(now.get(), "Asterisk 22", Optional.of(now.get().minus(Duration.ofDays(9)))));
        run(Duration.ofSeconds(1));
        assertThat(pbx.rows).as("before the snapshot nothing is asked").isEmpty();
        pbx.say(new SnapshotTaken(now.get()));
        run(Duration.ofSeconds(1));

        assertThat(pbx.order()).isEqualTo("prov-a&prov-b");
        assertThat(view().frozen()).isEmpty();
    }

    @Test
    void aRowChangedByHandFreezesTheRouteUntilAPersonGivesItBack() {
        pbx.comesUp();
        run(Duration.ofSeconds(30));
        pbx.rows.put(DEFAULT, "by hand");
        run(Duration.ofSeconds(15));
        assertThat(pbx.rows.get(DEFAULT)).isEqualTo("by hand");
        assertThat(view().frozen()).isPresent();
        assertThat(view().actual()).as("the dialplan ignores it").contains(List.of(A, B));

        loop.unfreeze(DEFAULT, "alice");
        run(Duration.ofSeconds(1));
        assertThat(pbx.order()).isEqualTo("prov-a&prov-b");
        assertThat(view().frozen()).isEmpty();
        assertThat(entries(Entry.Kind.ORDER)).containsExactly("alice gave the route back to Trunkpilot.");
    }

    @Test
    void aPbxThatRefusesTheWriteIsRecordedAndAskedAgain() {
        pbx.refusal = Optional.of("write=system is missing");
        pbx.comesUp();
        run(Duration.ofSeconds(5));
        assertThat(entries(Entry.Kind.ACTUATION)).anyMatch(words -> words.contains("write=system is missing"));

        pbx.refusal = Optional.empty();
        // Five tries in a row, then one each third of the lease.
        run(Duration.ofMinutes(4));
        assertThat(pbx.order()).isEqualTo("prov-a&prov-b");
    }

    @Test
    void afterARestartTheBrokenTrunkStaysLast() {
        pbx.comesUp();
        run(Duration.ofSeconds(60));
        pbx.silent = Set.of(A);
        run(Duration.ofSeconds(12));
        loop.mode(Mode.ACTING, "alice");
        run(Duration.ofSeconds(1));

        // A real edge: the record is written by a thread of its own.
        await().atMost(Duration.ofSeconds(20))
                .until(() -> timeline.recall(HQ)
                        .filter(text -> text.contains("prov-b&prov-a"))
                        .isPresent());
        Remembered memory = Remembered.parse(timeline.recall(HQ).orElseThrow());
        assertThat(memory.choice().orElseThrow().mode()).isEqualTo(Mode.ACTING);
        loop = loop(memory.choice().orElseThrow().mode(), memory.memory());
        pbx.comesUp();
        run(Duration.ofSeconds(90));

        assertThat(pbx.order()).isEqualTo("prov-b&prov-a");
        int flip = pbx.written.indexOf("prov-b&prov-a");
        assertThat(pbx.written.subList(flip, pbx.written.size()))
                .as("never back to the broken trunk")
                .containsOnly("prov-b&prov-a");
    }

    @Test
    void killedBeforeItCouldRememberItBelievesItsOwnRowOnThePbx() {
        pbx.comesUp();
        run(Duration.ofSeconds(60));
        ControllerMemory beforeTheFault = memoryWith("prov-a&prov-b prov-a&prov-b");
        pbx.silent = Set.of(A);
        run(Duration.ofSeconds(12));
        assertThat(pbx.order()).isEqualTo("prov-b&prov-a");
        int flip = pbx.written.size();

        loop = loop(Mode.ACTING, beforeTheFault);
        pbx.comesUp();
        run(Duration.ofMinutes(5));

        assertThat(pbx.written.subList(flip, pbx.written.size()))
                .as("never back to the broken trunk")
                .containsOnly("prov-b&prov-a");
    }

    @Test
    void withTheDatabaseStoppedForFiveMinutesABlackholedTrunkLeavesTheOrderAndTheDecisionIsThereAfterwards() {
        pbx.comesUp();
        run(Duration.ofSeconds(60));
        database.stopDatabase();
        run(Duration.ofMinutes(2));
        pbx.silent = Set.of(A);
        run(Duration.ofSeconds(12));
        assertThat(pbx.order()).isEqualTo("prov-b&prov-a");
        run(Duration.ofMinutes(3));
        await().atMost(Duration.ofSeconds(20)).until(() -> !timeline.status().writing());

        database.startDatabase();
        // A real edge: the writer is a thread of its own and tries again with a back-off of 15 s at most.
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> moves().size() == 1);
        assertThat(moves().get(0).decision().to()).containsExactly(B, A);
        assertThat(timeline.status().entriesDropped()).isZero();
    }

    @Test
    void nothingIsWrittenWhileTheLinkIsLost() {
        pbx.comesUp();
        run(Duration.ofSeconds(30));
        int written = pbx.written.size();
        pbx.say(new LinkLost(now.get(), "cut"));
        pbx.up = false;
        run(Duration.ofMinutes(5));

        assertThat(pbx.written).hasSize(written);
        assertThat(view().actual()).isEmpty();
        assertThat(entries(Entry.Kind.LINK)).anyMatch(words -> words.startsWith("Lost the link to the PBX: cut."));
    }

    @Test
    void whatTheCoreCouldNotTakeAccountOfIsInTheView() {
        pbx.comesUp();
        pbx.say(new Registration(now.get(), new TrunkId("prov-z"), Registration.State.REGISTERED));
        run(Duration.ofSeconds(1));

        assertThat(loop.view().losses()).isEqualTo(new Losses(0, 0, 0, 1));
    }

    @Test
    void aThousandCallsWithoutAWayOutAreALineAMinuteWithTheirNumber() {
        pbx.comesUp();
        run(Duration.ofSeconds(30));
        for (int i = 0; i < 1000; i++) {
            pbx.say(new RouteExhausted(now.get(), DEFAULT));
            pbx.say(new NumberRefused(now.get(), DEFAULT));
        }
        run(Duration.ofSeconds(90));

        assertThat(entries(Entry.Kind.ALARM))
                .filteredOn(words -> words.contains("way out"))
                .containsExactly(
                        "999 more calls found no way out within the last minute: every trunk of route default failed.",
                        "A call found no way out: every trunk of route default failed.");
        assertThat(entries(Entry.Kind.PBX))
                .filteredOn(words -> words.contains("0-9"))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("999 more dialled numbers");
    }

    private ControlLoop loop(Mode mode, ControllerMemory memory) {
        var terms = SteeringTerms.DEFAULTS;
        var address = new PbxAddress(
                HQ,
                PbxKind.ASTERISK,
                "127.0.0.1",
                5038,
                false,
                "trunkpilot",
                new Secret("x"),
                PbxAddress.RowStore.DATABASE);
        var policy = RoutingPolicy.balanced();
        var controlled = new ControlledPbx(
                address, INVENTORY, mode, terms, HealthPolicy.balanced(), policy, Map.of(), "tp-test");
        var core = new RouteController(INVENTORY, policy, Map.of(), HealthPolicy.balanced(), memory);
        return new ControlLoop(
                controlled,
                pbx,
                core,
                Optional.empty(),
                timeline,
                journal::add,
                now::get,
                view -> decided.addAll(view.judgement().decisions()));
    }

    private void run(Duration time) {
        Instant end = now.get().plus(time);
        while (now.get().isBefore(end)) {
            now.updateAndGet(moment -> moment.plus(ControlLoop.TICK));
            pbx.passTime();
            loop.tick(now.get());
        }
    }

    private ControllerMemory memoryWith(String wanted) {
        // A real edge: the record is written by a thread of its own.
        await().atMost(Duration.ofSeconds(20))
                .until(() -> timeline.recall(HQ)
                        .filter(text -> text.contains(wanted))
                        .isPresent());
        return Remembered.parse(timeline.recall(HQ).orElseThrow()).memory();
    }

    private RouteView view() {
        return loop.view().routes().get(0);
    }

    private List<Timeline.StoredDecision> moves() {
        var all = new Timeline.DecisionQuery(
                Optional.of(HQ), Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty(), 500);
        return timeline.decisions(all).stream()
                .filter(stored -> stored.decision().moves())
                .toList();
    }

    private List<String> entries(Entry.Kind kind) {
        var all = new Timeline.EntryQuery(
                Optional.of(HQ), Optional.empty(), Optional.empty(), Set.of(kind), OptionalLong.empty(), 500);
        return timeline.entries(all).stream()
                .map(stored -> stored.entry().words())
                .toList();
    }

    /** Answers OPTIONS but for silent trunks, and keeps rows as an Asterisk does. */
    private final class RowsOnAPbx implements PbxConnection, RouteActuator {
        private final Map<RouteId, String> rows = new HashMap<>();
        private final List<String> written = new ArrayList<>();
        private final Queue<PbxSignal> signals = new ArrayDeque<>();
        private final List<TrunkId> registered = new ArrayList<>();
        private Set<TrunkId> silent = Set.of();
        private Optional<String> refusal = Optional.empty();
        private boolean unreadable;
        private int unreadableAfterWrite;
        private int unanswered;
        private int reads;
        private int deleted;
        private boolean up;
        private Instant nextRefresh = Instant.MAX;

        void say(PbxSignal signal) {
            signals.add(signal);
        }

        void comesUp() {
            up = true;
            Instant at = now.get();
            say(new LinkRestored(at, "Asterisk 22", Optional.of(at.minus(Duration.ofDays(9)))));
            registrations();
            say(new SnapshotTaken(at));
        }

        /** Trunks refresh their registration each half hour. */
        void passTime() {
            if (up && now.get().isAfter(nextRefresh)) {
                registrations();
            }
        }

        private void registrations() {
            for (TrunkId trunk : List.of(A, B)) {
                say(new Registration(now.get(), trunk, Registration.State.REGISTERED));
            }
            nextRefresh = now.get().plus(Duration.ofMinutes(30));
        }

        String order() {
            return rows.getOrDefault(DEFAULT, ":::none").split(":", 4)[3];
        }

        @Override
        public void open() {
            throw new UnsupportedOperationException("the test says when it comes up");
        }

        @Override
        public int drain(int most, Consumer<PbxSignal> into) {
            int count = 0;
            for (PbxSignal next = signals.poll(); next != null; next = signals.poll()) {
                into.accept(next);
                count++;
            }
            return count;
        }

        @Override
        public void probe(TrunkId trunk) {
            if (up) {
                say(new ProbeSent(now.get(), trunk));
                if (!silent.contains(trunk)) {
                    say(new ProbeAnswered(now.get(), trunk, now.get(), Optional.of(Duration.ofMillis(20))));
                }
            }
        }

        @Override
        public void register(TrunkId trunk, Consumer<Outcome> told) {
            if (refusal.isPresent()) {
                told.accept(new Outcome.Refused(refusal.get()));
                return;
            }
            registered.add(trunk);
            told.accept(new Outcome.Done());
            say(new Registration(now.get(), trunk, Registration.State.REGISTERED));
        }

        @Override
        public RouteActuator actuator() {
            return this;
        }

        @Override
        public LinkStatus status() {
            return new LinkStatus(
                    up ? LinkStatus.State.UP : LinkStatus.State.CONNECTING,
                    now.get(),
                    Optional.of("Asterisk 22"),
                    Optional.of(now.get()),
                    Optional.empty(),
                    0,
                    0,
                    0);
        }

        @Override
        public Reading read(RouteId route) {
            reads++;
            if (unreadable || unanswered > 0) {
                unanswered--;
                return new Reading.Unreadable("no answer");
            }
            String row = rows.get(route);
            return row == null ? new Reading.Absent() : new Reading.Row(row);
        }

        @Override
        public Outcome write(RouteId route, String row) {
            if (refusal.isPresent()) {
                return new Outcome.Refused(refusal.get());
            }
            unanswered = unreadableAfterWrite;
            rows.put(route, row);
            written.add(row.split(":", 4)[3]);
            return new Outcome.Done();
        }

        @Override
        public Outcome delete(RouteId route) {
            if (refusal.isPresent()) {
                return new Outcome.Refused(refusal.get());
            }
            deleted++;
            rows.remove(route);
            return new Outcome.Done();
        }

        @Override
        public ClockReading clock() {
            return new ClockReading.At(now.get(), now.get());
        }

        @Override
        public void close() {
            up = false;
        }
    }
}

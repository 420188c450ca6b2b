package org.trunkpilot.pbx.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.trunkpilot.pbx.CheckItem;
import org.trunkpilot.pbx.LinkStatus;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxKind;
import org.trunkpilot.pbx.RouteActuator;
import org.trunkpilot.pbx.Secret;
import org.trunkpilot.pbx.SteeringTerms;
import org.trunkpilot.practice.Dialect;
import org.trunkpilot.practice.PracticeSettings;
import org.trunkpilot.practice.PracticeWorld;
import org.trunkpilot.practice.world.Conditions;
import org.trunkpilot.practice.world.IncidentScript;
import org.trunkpilot.signal.Answer;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallTakenOver;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.signal.SnapshotTaken;
import org.trunkpilot.signal.TrunkSignal;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** The adapter beside the practice world, socket and all: what the story of the first command is made of. */
@Timeout(60)
class PracticeOverEslTest {
    private static final TrunkId ALPHA = new TrunkId("alpha");
    private static final TrunkId BETA = new TrunkId("beta");
    private static final RouteId DEFAULT = new RouteId("default");
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    private final PracticeSettings settings =
            PracticeSettings.firstRun(1).withScript(IncidentScript.NONE).speaking(Dialect.ESL);
    private PracticeWorld world = PracticeWorld.stepped(installed(settings), START);
    private final List<PbxSignal> signals = new CopyOnWriteArrayList<>();
    private FreeswitchConnection connection = connection();

    private static PracticeSettings installed(PracticeSettings settings) {
        return settings.withDialplan(new SteeringDialplan(settings.site().inventory(), SteeringTerms.DEFAULTS).text());
    }

    private PbxAddress address() {
        return new PbxAddress(
                world.inventory().pbx(),
                PbxKind.FREESWITCH,
                world.host(),
                world.port(),
                false,
                world.username(),
                new Secret(world.secret()),
                PbxAddress.RowStore.DATABASE);
    }

    private FreeswitchConnection connection() {
        return new FreeswitchConnection(address(), world.inventory(), Site.KEY, world::now);
    }

    @AfterEach
    void close() {
        connection.close();
        world.close();
    }

    private void open() {
        connection.open();
        until(() -> has(SnapshotTaken.class, null));
    }

    /** The world's time runs some forty times as fast as ours. */
    private void until(BooleanSupplier holds) {
        until(Duration.ofMillis(200), holds);
    }

    private void until(Duration step, BooleanSupplier holds) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    world.advance(step);
                    connection.drain(10_000, signals::add);
                    return holds.getAsBoolean();
                });
    }

    private boolean has(Class<? extends PbxSignal> type, TrunkId trunk) {
        return signals.stream()
                .filter(type::isInstance)
                .anyMatch(signal -> trunk == null
                        || (signal instanceof TrunkSignal of && of.trunk().equals(trunk)));
    }

    @Test
    void callsThatWereUpAreTakenOverAndNewOnesAreHeardFromBeginningToEnd() {
        open();
        // The first call to end may be one that was up already, of which no beginning was heard.
        until(() -> has(Seizure.class, ALPHA)
                && has(Answer.class, ALPHA)
                && has(CallEnd.class, ALPHA)
                && has(MediaReport.class, BETA));

        assertThat(connection.status().state()).isEqualTo(LinkStatus.State.UP);
        assertThat(connection.status().version().orElseThrow()).contains("practice");
        assertThat(signals.get(0)).isInstanceOf(LinkRestored.class);
        assertThat(has(CallTakenOver.class, ALPHA) && has(CallTakenOver.class, BETA))
                .isTrue();
        assertThat(signals.stream().filter(Registration.class::isInstance).map(Registration.class::cast))
                .extracting(Registration::state)
                .contains(Registration.State.REGISTERED);
        assertThat(connection.status().unread()).isZero();
    }

    @Test
    void lossIsHeardInBothDirections() {
        open();
        world.carrier("Alpha Telecom", Conditions.WELL.loss(10));
        until(() -> lost(MediaReport.Direction.INBOUND) > 50 && lost(MediaReport.Direction.OUTBOUND) > 50);
    }

    private long lost(MediaReport.Direction direction) {
        return signals.stream()
                .filter(MediaReport.class::isInstance)
                .map(MediaReport.class::cast)
                .filter(report ->
                        report.direction() == direction && report.trunk().equals(ALPHA))
                .mapToLong(report ->
                        report.reception().map(r -> (long) r.lostPackets()).orElse(0L))
                .sum();
    }

    @Test
    void aRowThatWasWrittenIsReadBackAndTurnsTheNextCalls() {
        open();
        RouteActuator actuator = connection.actuator();
        assertThat(actuator.read(DEFAULT)).isInstanceOf(RouteActuator.Reading.Absent.class);
        assertThat(actuator.clock())
                .isInstanceOfSatisfying(
                        RouteActuator.ClockReading.At.class,
                        clock -> assertThat(Duration.between(clock.pbx(), world.now())
                                        .abs())
                                .isLessThan(Duration.ofSeconds(2)));

        String row = (world.now().getEpochSecond() + 600) + ":1:test:beta&alpha";
        assertThat(actuator.write(DEFAULT, row)).isInstanceOf(RouteActuator.Outcome.Done.class);
        assertThat(actuator.read(DEFAULT)).isEqualTo(new RouteActuator.Reading.Row(row));
        connection.drain(10_000, signals::add);
        signals.clear();
        until(() -> seizures(DEFAULT).size() >= 3);

        // A busy callee is told by beta alone; nobody dialled alpha first.
        assertThat(seizures(DEFAULT).get(0).trunk()).isEqualTo(BETA);
        assertThat(actuator.delete(DEFAULT)).isInstanceOf(RouteActuator.Outcome.Done.class);
    }

    private List<Seizure> seizures(RouteId route) {
        return signals.stream()
                .filter(Seizure.class::isInstance)
                .map(Seizure.class::cast)
                .filter(seizure -> seizure.route().filter(route::equals).isPresent())
                .toList();
    }

    @Test
    void aProbeOfASoundTrunkIsAnsweredAndOneIntoSilenceIsNot() {
        open();
        until(() -> {
            connection.probe(ALPHA);
            return has(ProbeAnswered.class, ALPHA);
        });
        world.carrier("Alpha Telecom", Conditions.WELL.gone());
        until(() -> has(CallEnd.class, BETA));
        connection.drain(10_000, signals::add);
        signals.clear();
        // Of what had been answered before, some is only read afterwards.
        Instant silentSince = world.now();
        until(() -> {
            connection.probe(ALPHA);
            connection.probe(BETA);
            return world.now().isAfter(silentSince.plusSeconds(20)) && has(ProbeAnswered.class, BETA);
        });

        assertThat(signals)
                .filteredOn(ProbeAnswered.class::isInstance)
                .map(ProbeAnswered.class::cast)
                .filteredOn(answer -> answer.trunk().equals(ALPHA))
                .noneMatch(answer -> answer.sentAt().isAfter(silentSince));
    }

    @Test
    void checkFindsEverythingAndDiscoverTheGateways() throws Exception {
        // The check compares the PBX's clock with the machine's.
        close();
        world = PracticeWorld.stepped(installed(settings), Instant.now());
        connection = connection();
        var adapter = new FreeswitchAdapter();

        assertThat(adapter.discover(address())).contains("alpha: {", "beta: {");
        // It waits for a report of a call that is up: the world must go on meanwhile, and the call must not end at
        // once.
        var checking = CompletableFuture.supplyAsync(
                () -> adapter.check(address(), world.inventory(), SteeringTerms.DEFAULTS));
        until(Duration.ofMillis(20), checking::isDone);
        List<CheckItem> items = checking.get();
        assertThat(items)
                .filteredOn(item -> item.result() == CheckItem.Result.FAIL)
                .as("what check finds wrong with the practice PBX")
                .isEmpty();
        assertThat(items)
                .filteredOn(item -> item.what().endsWith(": dialplan"))
                .hasSize(3)
                .allMatch(item -> item.result() == CheckItem.Result.OK);
        assertThat(world.inventory().trunks()).extracting(Trunk::id).containsExactly(ALPHA, BETA);
    }
}

package org.trunkpilot.pbx.asterisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.trunkpilot.lab.Lab;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.RouteActuator;
import org.trunkpilot.signal.Answer;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallTakenOver;
import org.trunkpilot.signal.InboundAnswered;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.MediaReport.Direction;
import org.trunkpilot.signal.PbxLifeSignal;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.signal.SeizureRefused;
import org.trunkpilot.signal.SnapshotTaken;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** The adapter on the real Asterisk of the lab. */
class AsteriskConnectionLabIT {
    private static Lab lab;

    private final List<PbxSignal> heard = new CopyOnWriteArrayList<>();
    private AsteriskConnection connection = connection(PbxAddress.RowStore.DATABASE);

    @BeforeAll
    static void takeTheLab() {
        lab = Lab.take();
    }

    @AfterAll
    static void giveTheLabBack() {
        lab.close();
    }

    @BeforeEach
    void reset() {
        lab.reset();
        open();
    }

    @AfterEach
    void close() {
        connection.close();
        lab.fault("prov-a", "clear");
        lab.fault("ami", "clear");
    }

    @Test
    void aProbeOfALivingFarEndIsAnsweredEveryTimeAndUsuallyWithinASecond() {
        for (int i = 0; i < 40; i++) {
            probeAndWait(Site.A, i + 1);
        }

        assertThat(of(ProbeAnswered.class).stream()
                        .filter(answer -> answer.at().isBefore(answer.sentAt().plusSeconds(1))))
                .as("the machine may be busy for a moment")
                .hasSizeGreaterThan(35);
    }

    @Test
    void probesOneSecondApartAreAnsweredEachWhileTheWayIsSlow() {
        lab.fault("prov-a", "delay=700");
        connection.probe(Site.A);
        await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
        connection.probe(Site.A);

        await().atMost(Duration.ofSeconds(20))
                .until(() -> of(ProbeAnswered.class).size() == 2);

        List<ProbeSent> sent = of(ProbeSent.class);
        assertThat(of(ProbeAnswered.class))
                .extracting(ProbeAnswered::sentAt)
                .containsExactlyInAnyOrder(sent.get(0).at(), sent.get(1).at());
        // The PBX's own OPTIONS of each minute may have been under way before, and its answer is one as well.
        assertThat(of(ProbeAnswered.class))
                .allSatisfy(
                        answer -> assertThat(answer.roundTrip().orElseThrow()).isGreaterThan(Duration.ofMillis(1_300)));
    }

    @Test
    void aSilentFarEndAnswersNoProbe() {
        lab.fault("prov-a", "blackhole");
        for (int i = 0; i < 3; i++) {
            connection.probe(Site.A);
            connection.probe(Site.B);
            await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
        }
        await().pollDelay(Duration.ofSeconds(4)).until(() -> true);

        assertThat(of(ProbeSent.class)).hasSize(6);
        assertThat(of(ProbeAnswered.class))
                .hasSize(3)
                .allSatisfy(answer -> assertThat(answer.trunk()).isEqualTo(Site.B));
    }

    @Test
    void aFarEndThatComesBackAnswersTheProbeAtOnce() {
        lab.fault("prov-a", "blackhole");
        connection.probe(Site.A);
        await().pollDelay(Duration.ofSeconds(4)).until(() -> true);
        lab.fault("prov-a", "clear");

        connection.probe(Site.A);
        await().atMost(Duration.ofSeconds(4)).until(() -> {
            List<ProbeSent> sent = of(ProbeSent.class);
            return sent.size() == 2
                    && of(ProbeAnswered.class).stream()
                            .anyMatch(
                                    answer -> answer.sentAt().equals(sent.get(1).at()));
        });
    }

    @Test
    void anAccountWithTheNarrowRightsProbesAndKeepsRowsInGlobals() {
        connection.close();
        heard.clear();
        connection = connection(PbxAddress.RowStore.GLOBALS);
        open();

        for (int i = 0; i < 10; i++) {
            probeAndWait(Site.A, i + 1);
        }
        rowsAreWrittenReadAndRemoved();
    }

    @Test
    void rowsAreWrittenReadAndRemoved() {
        RouteActuator actuator = connection.actuator();
        for (RouteId route : List.of(Site.DEFAULT, new RouteId("a-b.c_d"))) {
            assertThat(actuator.read(route)).isEqualTo(new RouteActuator.Reading.Absent());
            assertThat(actuator.write(route, "1795403024:7:me:prov-b&prov-a"))
                    .isEqualTo(new RouteActuator.Outcome.Done());
            assertThat(actuator.read(route)).isEqualTo(new RouteActuator.Reading.Row("1795403024:7:me:prov-b&prov-a"));
            assertThat(actuator.delete(route)).isEqualTo(new RouteActuator.Outcome.Done());
            assertThat(actuator.delete(route)).isEqualTo(new RouteActuator.Outcome.Done());
            assertThat(actuator.read(route)).isEqualTo(new RouteActuator.Reading.Absent());
        }
        // The same machine, so the same clock: what lies between is the way of the answer, and the shortest counts.
        await().atMost(Duration.ofSeconds(20))
                .until(() -> actuator.clock() instanceof RouteActuator.ClockReading.At clock
                        && Duration.between(clock.pbx(), clock.here()).abs().compareTo(Duration.ofMillis(200)) < 0);
    }

    @Test
    void aHalfOpenLinkIsLostWithinTenSecondsAndMadeAnewAfterwards() {
        lab.fault("ami", "halfopen");
        long from = System.nanoTime();
        await().atMost(Duration.ofSeconds(15)).until(() -> !of(LinkLost.class).isEmpty());
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(10));

        lab.fault("ami", "clear");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> of(SnapshotTaken.class).size() >= 2);
    }

    @Test
    void aRestartOfThePbxIsToldInItsOrderAndTheRegistrationsComeBack() {
        lab.run("restart", "pbx");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> !of(PbxRestarted.class).isEmpty());
        await().atMost(Duration.ofMinutes(2)).until(() -> registeredAgain(Site.A) && registeredAgain(Site.B));

        assertThat(heard.stream()
                        .filter(PbxLifeSignal.class::isInstance)
                        .map(signal -> signal.getClass().getSimpleName())
                        .filter(name -> !name.equals("SnapshotTaken")))
                .startsWith("LinkRestored")
                .containsSubsequence("LinkLost", "LinkRestored", "PbxRestarted");
    }

    @Test
    void aCallThatIsUpIsTakenOverAndItsRealEndIsHeard() {
        connection.close();
        Process call = lab.begin("call", "--count", "1", "--seconds", "20");
        await().atMost(Duration.ofSeconds(15)).until(() -> lab.isUp("prov-a"));
        heard.clear();
        connection = connection(PbxAddress.RowStore.DATABASE);
        open();

        assertThat(of(CallTakenOver.class)).hasSize(1).allMatch(CallTakenOver::answered);
        await().atMost(Duration.ofSeconds(60)).until(() -> !of(CallEnd.class).isEmpty());
        // One interval's, never the sum since the call began: 250 in 5 s, on a busy machine now and then more or less.
        assertThat(of(MediaReport.class))
                .isNotEmpty()
                .allSatisfy(
                        report -> assertThat(report.reception().orElseThrow().expectedPackets())
                                .isBetween(100, 450));
        call.onExit().join();
    }

    @Test
    void aCallerWhoGivesUpIsNotTheCarriersFault() {
        lab.fault("prov-a", "silent");
        Process call = lab.begin("call", "--trunk", "prov-a", "--count", "1", "--ring", "3");
        await().atMost(Duration.ofSeconds(60)).until(() -> !of(CallEnd.class).isEmpty());
        call.onExit().join();

        CallEnd end = of(CallEnd.class).get(0);
        assertThat(end.by()).isEqualTo(CallEnd.By.CALLER);
        assertThat(end.sip()).isEmpty();
    }

    @Test
    void silenceUntilTheProgressTimeoutIsToldAsSuchAndTheNextTrunkAnswers() {
        lab.fault("prov-a", "silent");
        Process call = lab.begin("call", "--route", "default", "--count", "1", "--seconds", "2");
        await().atMost(Duration.ofSeconds(60)).until(() -> of(CallEnd.class).size() == 2);
        call.onExit().join();

        assertThat(of(CallEnd.class).get(0).by()).isEqualTo(CallEnd.By.PROGRESS_TIMEOUT);
        assertThat(of(CallEnd.class).get(0).trunk()).isEqualTo(Site.A);
        assertThat(of(Answer.class)).extracting(Answer::trunk).containsExactly(Site.B);
        assertThat(of(Seizure.class))
                .allMatch(seizure -> seizure.callee().prefix().length() > 1);
    }

    @Test
    void anAttemptOnAnUnreachableTrunkIsHeardThoughItLeavesNoCall() {
        lab.fault("prov-a", "blackhole");
        connection.probe(Site.A);
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        of(Reachability.class).stream().anyMatch(now -> now.state() == Reachability.State.UNREACHABLE));
        Process call = lab.begin("call", "--route", "default", "--count", "1", "--seconds", "2");
        await().atMost(Duration.ofSeconds(60)).until(() -> !of(CallEnd.class).isEmpty());
        call.onExit().join();

        assertThat(of(SeizureRefused.class)).singleElement().satisfies(refused -> {
            assertThat(refused.trunk()).isEqualTo(Site.A);
            assertThat(refused.why()).isEqualTo(SeizureRefused.Why.UNREACHABLE);
            assertThat(refused.route()).contains(Site.DEFAULT);
        });
    }

    @Test
    void aCallThatComesInIsHeardFromItsAnswerToItsEndWithItsAudioBothWays() {
        lab.run("cli", "prova", "module load res_clioriginate");
        lab.run("cli", "prova", "channel originate PJSIP/08001@acct-a extension 1001@from-customer");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> List.of(Direction.INBOUND, Direction.OUTBOUND).stream()
                        .allMatch(direction -> of(MediaReport.class).stream()
                                .anyMatch(report -> report.direction() == direction
                                        && report.reception()
                                                .filter(r -> r.expectedPackets() > 100)
                                                .isPresent())));
        lab.run("cli", "prova", "channel request hangup all");
        await().atMost(Duration.ofSeconds(30)).until(() -> !of(CallEnd.class).isEmpty());

        assertThat(of(InboundAnswered.class))
                .singleElement()
                .satisfies(answered -> assertThat(answered.trunk()).isEqualTo(Site.A));
        assertThat(of(CallEnd.class)).singleElement().satisfies(end -> {
            assertThat(end.call()).isEqualTo(of(InboundAnswered.class).get(0).call());
            assertThat(end.by()).isEqualTo(CallEnd.By.FAR_END);
        });
        assertThat(of(Seizure.class)).isEmpty();
    }

    private boolean registeredAgain(TrunkId trunk) {
        int restarted = heard.lastIndexOf(of(PbxRestarted.class).get(0));
        return heard.subList(restarted, heard.size()).stream()
                .anyMatch(signal -> signal instanceof Registration registration
                        && registration.trunk().equals(trunk)
                        && registration.state() == Registration.State.REGISTERED);
    }

    private void probeAndWait(TrunkId trunk, int answers) {
        connection.probe(trunk);
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> of(ProbeAnswered.class).size() == answers);
    }

    private void open() {
        connection.open();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !of(SnapshotTaken.class).isEmpty());
        assertThat(of(LinkRestored.class)).hasSize(1);
    }

    private <S extends PbxSignal> List<S> of(Class<S> type) {
        connection.drain(10_000, heard::add);
        List<S> found = new ArrayList<>();
        heard.stream().filter(type::isInstance).map(type::cast).forEach(found::add);
        return found;
    }

    private static AsteriskConnection connection(PbxAddress.RowStore rowStore) {
        return new AsteriskConnection(Lab.address(rowStore), Site.LAB, Site.KEY, InstantSource.system());
    }
}

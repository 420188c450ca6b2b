package org.trunkpilot.pbx.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.trunkpilot.pbx.LinkStatus;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.RouteActuator;
import org.trunkpilot.pbx.RouteActuator.ClockReading;
import org.trunkpilot.pbx.RouteActuator.Outcome;
import org.trunkpilot.pbx.RouteActuator.Reading;
import org.trunkpilot.pbx.SignalQueue;
import org.trunkpilot.signal.CallTakenOver;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.PbxReloaded;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.SnapshotTaken;
import org.trunkpilot.trunk.TrunkId;

/** The link itself, against a socket that behaves, misbehaves, or does not answer. */
@Timeout(60)
class FreeswitchConnectionTest {
    private static final Tuning QUICK = new Tuning(
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofSeconds(20),
            Duration.ofMillis(100),
            Duration.ofSeconds(20),
            Duration.ofSeconds(10),
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofMillis(700),
            Duration.ofMillis(600),
            Duration.ofMillis(300),
            Duration.ofMillis(600));

    /** For those tests that wait for the silence; for the others a machine that is busy for a second must not look like it. */
    private static final Tuning IMPATIENT = patient(Duration.ofMillis(1_500), Duration.ofMillis(1_500));

    private static final byte[] LOOPBACK_6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private final FakeFreeswitch pbx = new FakeFreeswitch();
    private final List<PbxSignal> signals = new CopyOnWriteArrayList<>();
    private FreeswitchConnection connection = to(Site.address(pbx.port()), QUICK);

    @AfterEach
    void close() {
        connection.close();
        pbx.close();
    }

    @Test
    void afterTheLoginTheLinkIsToldAndTheWholeStateAfterIt() {
        pbx.channels.put(
                "fd0f7634-86d5-4c49-b6de-9135076d248b",
                "{\"Unique-ID\":\"fd0f7634-86d5-4c49-b6de-9135076d248b\",\"Call-Direction\":\"outbound\","
                        + "\"Answer-State\":\"answered\",\"variable_sip_gateway_name\":\"prov-a\","
                        + "\"variable_trunkpilot_route\":\"default\",\"variable_x\":[\"a\",\"b\"]}");
        open();

        assertThat(signals.get(0)).isInstanceOf(LinkRestored.class);
        LinkRestored restored = (LinkRestored) signals.get(0);
        assertThat(restored.version()).isEqualTo("FreeSWITCH Version 1.11.2-release~64bit (64bit)");
        assertThat(restored.runningSince().orElseThrow())
                .isBetween(Instant.now().minusSeconds(95), Instant.now().minusSeconds(75));
        assertThat(of(Registration.class))
                .extracting(Registration::trunk, Registration::state)
                .startsWith(
                        org.assertj.core.api.Assertions.tuple(Site.A, Registration.State.REGISTERED),
                        org.assertj.core.api.Assertions.tuple(Site.B, Registration.State.REGISTERED),
                        org.assertj.core.api.Assertions.tuple(Site.C, Registration.State.NOT_USED));
        assertThat(of(Reachability.class))
                .allMatch(reachability -> reachability.state() == Reachability.State.REACHABLE)
                .extracting(Reachability::roundTrip)
                .contains(Optional.of(Duration.ofNanos(1_310_000)));
        assertThat(of(CallTakenOver.class)).singleElement().satisfies(call -> {
            assertThat(call.trunk()).isEqualTo(Site.A);
            assertThat(call.route()).contains(Site.DEFAULT);
            assertThat(call.answered()).isTrue();
        });
        assertThat(connection.status().state()).isEqualTo(LinkStatus.State.UP);
        assertThat(connection.status().problem()).isEmpty();
        assertThat(pbx.asked).contains("event plain " + EslEvents.SUBSCRIPTION);
    }

    @Test
    void aWrongPasswordIsOneClearErrorAndASlowRetry() {
        pbx.password = "another";
        connection.open();
        until(() -> connection.status().state() == LinkStatus.State.REFUSED);

        assertThat(connection.status().problem().orElseThrow())
                .contains("the PBX refuses our password: -ERR invalid")
                .contains("event_socket.conf.xml")
                .doesNotContain(Site.SECRET);
        drain();
        assertThat(of(LinkLost.class)).hasSize(1);
        pbx.password = Site.SECRET;
        Instant refused = connection.status().since();
        until(() -> connection.status().state() == LinkStatus.State.UP);
        assertThat(Duration.between(refused, connection.status().since())).isGreaterThan(Duration.ofMillis(500));
    }

    @Test
    void anAccessListThatDeniesUsIsRefusedAndNotKnockedAtQuickly() {
        pbx.greeting = "Content-Type: text/rude-rejection\nContent-Length: 24\n\nAccess Denied, go away.\n";
        connection.open();
        until(() -> connection.status().state() == LinkStatus.State.REFUSED);

        assertThat(connection.status().problem().orElseThrow())
                .contains("turns our address away: Access Denied, go away: check")
                .contains("apply-inbound-acl");
    }

    @ParameterizedTest
    @CsvSource({"localhost", "127.0.0.1"})
    void aNameAndAnAddressBothWorkAsHost(String host) {
        connection = to(Site.address(host, pbx.port(), Site.SECRET), QUICK);
        open();
    }

    @ParameterizedTest
    @CsvSource({"::1", "[::1]"})
    void ipv6WorksAsHostWithAndWithoutBrackets(String host) throws UnknownHostException {
        try (FakeFreeswitch six = new FakeFreeswitch(InetAddress.getByAddress(LOOPBACK_6))) {
            connection = to(Site.address(host, six.port(), Site.SECRET), QUICK);
            open();
        }
    }

    @Test
    void aHalfOpenLinkIsLostWithinTheSilenceAllowed() {
        connection = to(Site.address(pbx.port()), IMPATIENT);
        open();
        pbx.deaf = true;
        Instant deafSince = Instant.now();
        until(() -> connection.status().state() == LinkStatus.State.CONNECTING);

        assertThat(Duration.between(deafSince, Instant.now())).isLessThan(Duration.ofSeconds(6));
        drain();
        assertThat(of(LinkLost.class)).hasSize(1);
    }

    @Test
    void aQuietPbxThatAnswersIsNotLost() {
        connection = to(Site.address(pbx.port()), IMPATIENT);
        open();
        await().during(IMPATIENT.silence().multipliedBy(2))
                .atMost(Duration.ofSeconds(20))
                .until(() -> connection.status().state() == LinkStatus.State.UP);
    }

    /** A question without an answer, while others are answered: what comes behind it cannot be trusted to be its own. */
    @Test
    void aCommandThatIsNeverAnsweredEndsTheConnectionAndFailsWhoeverWaits() {
        connection = to(Site.address(pbx.port()), patient(Duration.ofMillis(1_500), Duration.ofSeconds(20)));
        open();
        pbx.scripted.put("db select/trunkpilot/default", command -> Optional.empty());

        assertThat(connection.actuator().read(Site.DEFAULT)).isInstanceOf(Reading.Unreadable.class);
        until(() -> of(LinkLost.class).size() == 1);
        assertThat(of(LinkLost.class).get(0).why()).contains("no answer to \"api ");
        pbx.scripted.clear();
        until(() -> connection.status().state() == LinkStatus.State.UP);
        assertThat(connection.actuator().read(Site.DEFAULT)).isEqualTo(new Reading.Absent());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Content-Type: api/response~Content-Length: -1~~|impossible Content-Length \"-1\"",
                "Content-Type: api/response~Content-Length: 2147483647~~|impossible Content-Length \"2147483647\"",
                "Content-Type: api/response~Content-Length: ten~~|impossible Content-Length \"ten\"",
                "Content-Type: log/data~Log-Level: 7~~|Unhandled ESL header [Log-Level]",
                "Content-Type: api/response~Content-Length: 2~~hi|answered what nobody had asked",
                "Content-Type: text/disconnect-notice~Content-Length: 5~~bye.~|said goodbye: bye.",
            })
    void aFrameThatCannotBeIsOneReasonAndANewConnection(String frame, String why) {
        open();
        pbx.send(frame.replace('~', '\n'));
        until(() -> of(LinkLost.class).size() == 1);

        assertThat(of(LinkLost.class).get(0).why()).contains(why);
        until(() -> connection.status().state() == LinkStatus.State.UP);
    }

    @Test
    void anEndInMidFrameIsCounted() {
        open();
        long before = connection.status().unread();
        pbx.send("Content-Length: 500\nContent-Type: text/event-plain\n\nEvent-Name: HEARTB");
        pbx.cut();
        until(() -> of(LinkLost.class).size() == 1);

        assertThat(of(LinkLost.class).get(0).why()).contains("in the middle of a frame");
        assertThat(connection.status().unread()).isEqualTo(before + 1);
    }

    @Test
    void anEventWithAPercentThatDecodesToNothingIsCountedAndNothingElseLost() {
        open();
        long before = connection.status().unread();
        pbx.event("Event-Name: RELOADXML", "Broken: %zz");
        pbx.event("Event-Name: RELOADXML", "Sound: %41");
        until(() -> of(PbxReloaded.class).size() == 1);

        assertThat(connection.status().unread()).isEqualTo(before + 1);
        assertThat(of(LinkLost.class)).isEmpty();
    }

    /** A frame of a known form and an unknown kind is read to its end and counted. */
    @Test
    void anUnknownKindOfFrameIsCountedAndSteppedOver() {
        open();
        pbx.send("Content-Length: 2\nContent-Type: text/event-json\n\n{}");
        pbx.event("Event-Name: RELOADXML");
        until(() -> of(PbxReloaded.class).size() == 1);

        assertThat(connection.status().unread()).isEqualTo(1);
    }

    @Test
    void eventsThatComeLaterAndLaterEndTheConnectionRatherThanTheReading() {
        open();
        pbx.event("Event-Name: RELOADXML", "Event-Date-Timestamp: " + micros(Instant.now()));
        pbx.event(
                "Event-Name: HEARTBEAT",
                "Event-Date-Timestamp: " + micros(Instant.now().minusSeconds(40)));
        until(() -> of(LinkLost.class).size() == 1);

        assertThat(of(LinkLost.class).get(0).why())
                .contains("s late: we do not keep up")
                .contains("so we hung up");
        until(() -> connection.status().state() == LinkStatus.State.UP);
    }

    /** Nobody takes signals out: the reader goes on, media reports are dropped first, and the link stays. */
    @Test
    void aFloodThatNobodyTakesOutIsReadToItsEndAndCounted() {
        // An answer waits behind the flood, here as on the real one.
        connection = to(Site.address(pbx.port()), patient(Duration.ofSeconds(30), Duration.ofSeconds(30)));
        open();
        pbx.channels.put("leg-1", "{}");
        pbx.event(
                "Event-Name: CHANNEL_CREATE",
                "Unique-ID: leg-1",
                "Call-Direction: outbound",
                "variable_sip_gateway_name: prov-a");
        StringBuilder flood = new StringBuilder();
        for (int i = 1; i <= SignalQueue.MEDIA_ROOM + 500; i++) {
            String body = "Event-Name: SEND_RTCP_MESSAGE\nUnique-ID: leg-1\nSource-SSRC: 0badcafe\nSource-Fraction: 0\n"
                    + "Source-Lost: 1\nSource-Highest-Sequence-Number-Received: " + (1_000 + i % 400)
                    + "\nSource-Jitter: 0\n\n";
            if (i % 400 != 0) {
                flood.append("Content-Length: ")
                        .append(body.length())
                        .append("\nContent-Type: text/event-plain\n\n")
                        .append(body);
            }
        }
        long before = connection.status().events();
        pbx.send(flood.toString());
        until(() -> connection.status().events() - before >= SignalQueue.MEDIA_ROOM);
        pbx.event("Event-Name: RELOADXML");
        until(() -> of(PbxReloaded.class).size() == 1);

        assertThat(connection.status().state()).isEqualTo(LinkStatus.State.UP);
        assertThat(of(LinkLost.class)).isEmpty();
    }

    @Test
    void aLinkThatBreaksIsMadeAnewWithItsSnapshot() {
        open();
        pbx.cut();
        until(() ->
                of(LinkRestored.class).size() == 2 && of(SnapshotTaken.class).size() >= 2);

        assertThat(of(LinkLost.class)).hasSize(1);
        assertThat(of(PbxRestarted.class)).isEmpty();
    }

    @Test
    void anotherProcessBehindTheSamePortIsARestart() {
        open();
        pbx.core = "00000000-1111-2222-3333-444444444444";
        pbx.cut();
        until(() -> of(SnapshotTaken.class).size() >= 2);

        assertThat(of(PbxRestarted.class)).hasSize(1);
        assertThat(signals.indexOf(of(PbxRestarted.class).get(0)))
                .isEqualTo(signals.indexOf(of(LinkRestored.class).get(1)) + 1);
    }

    @Test
    void aGatewayThatIsAddedIsAskedForAtOnce() {
        open();
        pbx.forgetGateway("prov-b");
        pbx.event("Event-Name: CUSTOM", "Event-Subclass: sofia%3A%3Agateway_delete", "Gateway: prov-b");
        until(() -> of(Registration.class).contains(lastOf(Site.B, Registration.State.STOPPED)));
        pbx.gateway("prov-b");
        pbx.event("Event-Name: CUSTOM", "Event-Subclass: sofia%3A%3Agateway_add", "Gateway: prov-b");
        until(() -> lastOf(Site.B, Registration.State.REGISTERED) != null);
    }

    @Test
    void aPbxThatIsNotThereIsToldOnceAndTriedAgain() {
        pbx.close();
        connection.open();
        until(() -> connection.status().problem().isPresent());
        await().during(Duration.ofMillis(400)).atMost(Duration.ofSeconds(20)).until(() -> {
            drain();
            return of(LinkLost.class).size() == 1;
        });
        assertThat(connection.status().problem().orElseThrow()).contains("no Event Socket at 127.0.0.1:");
    }

    @Test
    void aPingThatWasAnsweredBetweenTwoReadingsProvesThatTheFarEndLives() {
        open();
        connection.probe(Site.A);
        until(() -> pbx.asked("api sofia xmlstatus gateway prov-a") >= 2);
        pbx.gateway("prov-a").pingAnswered();
        until(() -> {
            connection.probe(Site.A);
            return of(ProbeAnswered.class).stream()
                    .anyMatch(answer -> answer.trunk().equals(Site.A));
        });

        assertThat(of(ProbeAnswered.class).get(0).roundTrip()).contains(Duration.ofNanos(1_310_000));
        assertThat(pbx.asked).noneMatch(command -> command.contains(" register "));
    }

    @Test
    void aPingThatStandsUnansweredIsAProbeSentAndARegisterIsTheSecondWitness() {
        open();
        pbx.gateway("prov-a").pinging = true;
        until(() -> {
            connection.probe(Site.A);
            return pbx.asked("api sofia profile external register prov-a") > 0;
        });

        until(() -> of(ProbeSent.class).stream()
                        .filter(sent -> sent.trunk().equals(Site.A))
                        .count()
                >= 2);
        assertThat(of(ProbeAnswered.class)).isEmpty();
        pbx.gatewayState("prov-a", "REGISTER", "UP", "200");
        until(() -> of(ProbeAnswered.class).size() >= 2);
        assertThat(of(ProbeAnswered.class)).extracting(ProbeAnswered::trunk).containsOnly(Site.A);
    }

    @Test
    void aFarEndThatNeverAnswersIsNotSentOneRegisterAfterAnother() {
        open();
        pbx.gateway("prov-a").pinging = true;
        await().during(Duration.ofSeconds(5)).atMost(Duration.ofSeconds(20)).until(() -> {
            connection.probe(Site.A);
            return pbx.asked("api sofia profile external register prov-a") <= 3;
        });
    }

    @Test
    void aTroubleOnOneTrunkIsWorthAnOwnProofOfTheOthers() {
        open();
        pbx.gatewayState("prov-a", "FAIL_WAIT", "DOWN", "");
        until(() -> {
            connection.probe(Site.B);
            return pbx.asked("api sofia profile external register prov-b") > 0;
        });

        pbx.gatewayState("prov-b", "REGISTER", "UP", "200");
        until(() -> of(ProbeAnswered.class).stream()
                .anyMatch(answer -> answer.trunk().equals(Site.B)));
    }

    @Test
    void aRegistrationIsPushedOfItsOwnGatewayAlone() {
        open();

        assertThat(pushed(Site.A)).isInstanceOf(RouteActuator.Outcome.Done.class);

        assertThat(pbx.asked("api sofia profile external register prov-a")).isOne();
        assertThat(pbx.asked).noneMatch(command -> command.contains("register prov-b"));
    }

    @Test
    void whatDoesNotRegisterIsNotPushedAndThatIsSaid() {
        open();

        assertThat(pushed(Site.C))
                .isEqualTo(new RouteActuator.Outcome.Refused("gateway \"prov-c\" is not one that registers"));
        assertThat(pbx.asked).noneMatch(command -> command.contains(" register "));
    }

    @Test
    void aPushWithoutALinkIsUnconfirmed() {
        assertThat(pushed(Site.A)).isInstanceOf(RouteActuator.Outcome.Unconfirmed.class);
    }

    private RouteActuator.Outcome pushed(TrunkId trunk) {
        var told = new AtomicReference<RouteActuator.Outcome>();
        connection.register(trunk, told::set);
        until(() -> told.get() != null);
        return told.get();
    }

    @Test
    void aGatewayThatDoesNotRegisterIsNeverMadeTo() {
        open();
        pbx.gateway("prov-c").pinging = true;
        await().during(Duration.ofMillis(1_500)).atMost(Duration.ofSeconds(20)).until(() -> {
            connection.probe(Site.C);
            return pbx.asked.stream().noneMatch(command -> command.contains(" register "));
        });
        pbx.gatewayState("prov-c", "NOREG", "UP", "200");
        until(() -> of(ProbeAnswered.class).stream()
                .anyMatch(answer -> answer.trunk().equals(Site.C)));
    }

    @Test
    void rowsAreKeptInBothStoresAndReadBackFromBoth() {
        open();
        String row = "1795402800:1:tp-1:prov-b&prov-a";

        assertThat(connection.actuator().read(Site.DEFAULT)).isEqualTo(new Reading.Absent());
        assertThat(connection.actuator().write(Site.DEFAULT, row)).isEqualTo(new Outcome.Done());
        assertThat(pbx.hash).containsEntry("trunkpilot/default", row);
        assertThat(pbx.db).containsEntry("trunkpilot/default", row);
        assertThat(connection.actuator().read(Site.DEFAULT)).isEqualTo(new Reading.Row(row));
        assertThat(connection.actuator().delete(Site.DEFAULT)).isEqualTo(new Outcome.Done());
        assertThat(pbx.hash).isEmpty();
        assertThat(pbx.db).isEmpty();
        assertThat(connection.actuator().delete(Site.DEFAULT)).isEqualTo(new Outcome.Done());
    }

    @Test
    void aHashThatARestartHasEmptiedIsToldAsAbsentSoThatItIsWrittenAgain() {
        open();
        connection.actuator().write(Site.DEFAULT, "1795402800:1:tp-1:prov-b&prov-a");
        pbx.hash.clear();

        assertThat(connection.actuator().read(Site.DEFAULT)).isEqualTo(new Reading.Absent());
    }

    @Test
    void aRowThatOnlyTheHashKeptIsToldByWhatTheDbHolds() {
        open();
        pbx.db.put("trunkpilot/default", "1795402000:1:tp-1:prov-a&prov-b");
        connection.actuator().write(Site.DEFAULT, "1795402800:1:tp-1:prov-b&prov-a");
        pbx.db.put("trunkpilot/default", "1795402000:1:tp-1:prov-a&prov-b");

        assertThat(connection.actuator().read(Site.DEFAULT))
                .isEqualTo(new Reading.Row("1795402000:1:tp-1:prov-a&prov-b"));
    }

    @Test
    void aRowOfSomebodyElseIsReadWhereverItStands() {
        open();
        pbx.db.put("trunkpilot/default", "1795402000:9:another:prov-a&prov-b");
        assertThat(connection.actuator().read(Site.DEFAULT))
                .isEqualTo(new Reading.Row("1795402000:9:another:prov-a&prov-b"));
        pbx.hash.put("trunkpilot/default", "1795402000:9:third:prov-a&prov-b");
        assertThat(connection.actuator().read(Site.DEFAULT))
                .isEqualTo(new Reading.Row("1795402000:9:third:prov-a&prov-b"));
    }

    @Test
    void aRowThatIsNoRowIsRefusedBeforeItIsSent() {
        open();
        assertThat(connection.actuator().write(Site.DEFAULT, "1:1:x:a\n\napi system id"))
                .isInstanceOf(Outcome.Refused.class);
        assertThat(connection.actuator().write(Site.DEFAULT, "1:1:x:a/b")).isInstanceOf(Outcome.Refused.class);
        assertThat(connection.actuator().write(Site.DEFAULT, "a".repeat(251))).isInstanceOf(Outcome.Refused.class);
        assertThat(pbx.asked).noneMatch(command -> command.contains("insert"));
    }

    @Test
    void aMissingModuleIsSaidInWords() {
        open();
        pbx.scripted.put("hash select/trunkpilot/default", command -> Optional.of("-ERR hash Command not found!\n"));

        assertThat(connection.actuator().read(Site.DEFAULT))
                .isEqualTo(new Reading.Unreadable("hash: -ERR hash Command not found! (is mod_hash loaded?)"));
    }

    @Test
    void aWriteWithoutAnAnswerIsUnconfirmedWithinTheTimeAllowed() {
        open();
        pbx.deaf = true;
        Instant began = Instant.now();

        assertThat(connection.actuator().write(Site.DEFAULT, "1795402800:1:tp-1:prov-b"))
                .isInstanceOf(Outcome.Unconfirmed.class);
        assertThat(Duration.between(began, Instant.now()))
                .isLessThan(QUICK.answerPatience().multipliedBy(4));
    }

    @Test
    void theClockIsThePbxsOwn() {
        open();
        pbx.scripted.put("strepoch", command -> Optional.of("1795402800"));
        assertThat(connection.actuator().clock())
                .isInstanceOfSatisfying(
                        ClockReading.At.class,
                        at -> assertThat(at.pbx()).isEqualTo(Instant.ofEpochSecond(1_795_402_800)));
        pbx.scripted.put("strepoch", command -> Optional.of("soon"));
        assertThat(connection.actuator().clock()).isInstanceOf(ClockReading.Unknown.class);
    }

    @Test
    void withoutALinkNothingIsAskedAndNobodyWaits() {
        assertThat(connection.actuator().read(Site.DEFAULT)).isInstanceOf(Reading.Unreadable.class);
        assertThat(connection.actuator().write(Site.DEFAULT, "1:1:x:a")).isInstanceOf(Outcome.Unconfirmed.class);
        connection.probe(Site.A);
        assertThat(pbx.asked).isEmpty();
    }

    @Test
    void aCommandWithALineBreakInItIsNeverMade() {
        assertThatThrownBy(() -> EslCommand.api("hash select/a\n\napi system id"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a second command");
        assertThat(new EslCommand("auth " + Site.SECRET).toString()).isEqualTo("auth");
    }

    @Test
    void nothingThatDropsCallsIsEverSent() {
        open();
        connection.probe(Site.A);
        until(() -> pbx.asked.size() > 12);

        assertThat(pbx.asked)
                .noneMatch(command -> command.contains("restart")
                        || command.contains("killgw")
                        || command.contains("originate")
                        || command.contains("uuid_kill"));
    }

    @Test
    void closingEndsTheLinkAndItsThreads() {
        Set<Thread> ofOthers = Thread.getAllStackTraces().keySet();
        open();
        connection.close();

        assertThat(connection.status().state()).isEqualTo(LinkStatus.State.CLOSED);
        until(() -> pbx.connections() == 0);
        until(() -> Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !ofOthers.contains(thread))
                .noneMatch(thread -> thread.isAlive() && thread.getName().startsWith("esl-hq")));
    }

    private static Tuning patient(Duration commandPatience, Duration silence) {
        return new Tuning(
                QUICK.connectPatience(),
                QUICK.answerPatience(),
                commandPatience,
                QUICK.heartbeat(),
                silence,
                QUICK.mostBehind(),
                QUICK.leastPause(),
                QUICK.mostPause(),
                QUICK.refusedPause(),
                QUICK.poll(),
                QUICK.betweenSnapshots(),
                QUICK.afterGap());
    }

    private FreeswitchConnection to(PbxAddress address, Tuning tuning) {
        return new FreeswitchConnection(address, Site.INVENTORY, Site.KEY, InstantSource.system(), tuning);
    }

    private void open() {
        connection.open();
        until(() -> !of(SnapshotTaken.class).isEmpty());
    }

    private Registration lastOf(org.trunkpilot.trunk.TrunkId trunk, Registration.State state) {
        List<Registration> all = of(Registration.class).stream()
                .filter(registration -> registration.trunk().equals(trunk))
                .toList();
        Registration last = all.get(all.size() - 1);
        return last.state() == state ? last : null;
    }

    private void drain() {
        connection.drain(50_000, signals::add);
    }

    private <S extends PbxSignal> List<S> of(Class<S> type) {
        return signals.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Signals are taken out all the while, as the control thread does. */
    private void until(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    drain();
                    return condition.call();
                });
    }

    private static long micros(Instant at) {
        return at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
    }
}

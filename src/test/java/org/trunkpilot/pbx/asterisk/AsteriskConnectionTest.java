package org.trunkpilot.pbx.asterisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.trunkpilot.pbx.LinkStatus;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.RouteActuator;
import org.trunkpilot.pbx.RouteActuator.Outcome;
import org.trunkpilot.pbx.RouteActuator.Reading;
import org.trunkpilot.pbx.SignalQueue;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.CallTakenOver;
import org.trunkpilot.signal.Codec;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.PbxReloaded;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.signal.SnapshotTaken;
import org.trunkpilot.trunk.TrunkId;

class AsteriskConnectionTest {
    /**
     * The pauses are short, those after a refusal and between polls longer than a test. What is waited for where nobody is late may
     * last: a machine that is busy for a second is not to look like a PBX that is.
     */
    private static final Tuning QUICK = quick(Duration.ofSeconds(2), Duration.ofSeconds(20));

    /** For those tests that wait for the silence. */
    private static final Tuning IMPATIENT = quick(Duration.ofMillis(500), Duration.ofMillis(1_500));

    private static Tuning quick(Duration answerPatience, Duration silence) {
        return new Tuning(
                Duration.ofSeconds(5),
                answerPatience,
                Duration.ofMillis(100),
                silence,
                Duration.ofMillis(50),
                Duration.ofMillis(400),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
    }

    private final FakeAmi pbx = new FakeAmi();
    private final List<PbxSignal> heard = new ArrayList<>();
    private AsteriskConnection connection = connection(QUICK, PbxAddress.RowStore.DATABASE);

    @AfterEach
    void close() {
        connection.close();
        pbx.close();
    }

    @Test
    void afterTheLoginTheLinkIsToldAndTheWholeStateAfterIt() {
        pbx.answer(
                "CoreShowChannels",
                request -> FakeAmi.list(
                        request,
                        "CoreShowChannelsComplete",
                        "Event: CoreShowChannel\r\nChannel: PJSIP/prov-a-00000001\r\nChannelStateDesc: Up\r\nUniqueid: L1",
                        "Event: CoreShowChannel\r\nChannel: PJSIP/prov-b-00000002\r\nChannelStateDesc: Ringing\r\nUniqueid: L2",
                        "Event: CoreShowChannel\r\nChannel: PJSIP/prov-b-00000004\r\nChannelStateDesc: Ring\r\nUniqueid: I1",
                        "Event: CoreShowChannel\r\nChannel: PJSIP/phone1-00000003\r\nChannelStateDesc: Up\r\nUniqueid: P1"));
        open();

        assertThat(heard)
                .extracting(signal -> signal.getClass().getSimpleName())
                .containsExactly(
                        "LinkRestored",
                        "Reachability",
                        "Reachability",
                        "Reachability",
                        "Registration",
                        "Registration",
                        "Registration",
                        "CallTakenOver",
                        "CallTakenOver",
                        "SnapshotTaken");
        assertThat(of(LinkRestored.class).get(0).version()).isEqualTo("Asterisk 22.10.1");
        assertThat(of(CallTakenOver.class)).extracting(CallTakenOver::answered).containsExactly(true, false);
        assertThat(connection.status().state()).isEqualTo(LinkStatus.State.UP);
        assertThat(connection.status().version()).contains("Asterisk 22.10.1");
        assertThat(connection.status().problem()).isEmpty();
        assertThat(connection.status().lastEvent()).isPresent();
    }

    @Test
    void aWrongPasswordIsOneClearErrorAndASlowRetry() {
        pbx.wants("another secret");
        connection.open();
        until(() -> connection.status().state() == LinkStatus.State.REFUSED);
        await().pollDelay(Duration.ofMillis(600)).until(() -> true);

        assertThat(pbx.asked("Login")).hasSize(1);
        assertThat(of(LinkLost.class)).hasSize(1);
        assertThat(connection.status().problem().orElseThrow())
                .contains("refuses the AMI user \"trunkpilot\"", "check the name and the secret")
                .doesNotContain(Site.SECRET);
    }

    @Test
    void aHalfOpenLinkIsLostWithinTheSilenceAllowed() {
        assertThat(Tuning.DEFAULTS.silence()).isLessThan(Duration.ofSeconds(8));
        assertThat(Tuning.DEFAULTS.silence().minus(Tuning.DEFAULTS.heartbeat()))
                .as("how long a busy PBX may be silent")
                .isGreaterThanOrEqualTo(Duration.ofSeconds(5));
        connection = connection(IMPATIENT, PbxAddress.RowStore.DATABASE);
        open();
        pbx.goDeaf();
        long from = System.nanoTime();
        until(() -> !of(LinkLost.class).isEmpty());

        assertThat(Duration.ofNanos(System.nanoTime() - from))
                .isLessThan(IMPATIENT.silence().multipliedBy(3));
        assertThat(of(LinkLost.class).get(0).why()).contains("nothing was heard");
        assertThat(connection.status().state()).isEqualTo(LinkStatus.State.CONNECTING);

        pbx.hearAgain();
        until(() -> of(SnapshotTaken.class).size() == 2);
    }

    @Test
    void aQuietPbxThatAnswersPingsIsNotLost() {
        connection = connection(IMPATIENT, PbxAddress.RowStore.DATABASE);
        open();
        await().pollDelay(IMPATIENT.silence().multipliedBy(2)).until(() -> true);

        assertThat(of(LinkLost.class)).isEmpty();
    }

    @Test
    void aLinkThatBreaksIsMadeAnewWithItsSnapshotAndTheCallsOfBeforeAreForgotten() {
        open();
        pbx.push(dialBegin("L1"));
        until(() -> !of(Seizure.class).isEmpty());
        pbx.dropLinks();
        until(() -> of(SnapshotTaken.class).size() == 2);
        pbx.push("Event: Hangup", "Channel: PJSIP/prov-a-00000001", "Uniqueid: L1", "Cause: 16");
        pbx.push(dialBegin("L2"));
        until(() -> of(Seizure.class).size() == 2);

        assertThat(of(LinkLost.class)).hasSize(1);
        assertThat(of(LinkLost.class).get(0).why()).contains("closed the connection");
        assertThat(of(LinkRestored.class)).hasSize(2);
        assertThat(of(CallEnd.class)).isEmpty();
    }

    @Test
    void aPbxThatIsNotThereIsToldOnceAndTriedAgain() {
        pbx.close();
        connection.open();
        until(() -> connection.status().problem().isPresent());
        await().pollDelay(Duration.ofMillis(300)).until(() -> true);

        assertThat(of(LinkLost.class)).hasSize(1);
        assertThat(connection.status().problem().orElseThrow()).contains("no AMI at 127.0.0.1:" + pbx.port());
    }

    @Test
    void aCutAndGarbageInMidStreamAreCountedAndSurvived() {
        open();
        pbx.push(AmiGoldenTest.bytes("Event: DialBegin\r\nChannel: PJSIP/ph"));
        pbx.push(AmiGoldenTest.bytes("\r\n\u0000\u0007 ~~ \r\n"));
        pbx.push(dialBegin("L1"));
        until(() -> !of(Seizure.class).isEmpty());

        assertThat(connection.status().unread()).isEqualTo(2);
        assertThat(connection.status().state()).isEqualTo(LinkStatus.State.UP);
        assertThat(of(LinkLost.class)).isEmpty();
    }

    @Test
    void whatIsHeardBeforeTheLinkIsToldFollowsIt() {
        pbx.answer("CoreSettings", request -> {
            pbx.push("Event: FullyBooted", "Uptime: 798");
            pbx.push(dialBegin("L1"));
            return FakeAmi.success("AsteriskVersion: 22.10.1");
        });
        open();

        assertThat(heard.get(0)).isInstanceOf(LinkRestored.class);
        assertThat(heard.get(1)).isInstanceOf(Seizure.class);
        LinkRestored restored = (LinkRestored) heard.get(0);
        assertThat(Duration.between(restored.runningSince().orElseThrow(), restored.at()))
                .isBetween(Duration.ofSeconds(796), Duration.ofSeconds(800));
    }

    @Test
    void aFloodThatNobodyTakesOutDropsMediaReportsFirstAndCountsThem() {
        open();
        pbx.push(dialBegin("L1"));
        byte[] block = AmiGoldenTest.bytes(IntStream.range(0, 1_000)
                .mapToObj(i ->
                        "Event: RTCPSent\r\nChannel: PJSIP/prov-a-00000001\r\nUniqueid: L1\r\nReportCount: 0\r\n\r\n")
                .collect(java.util.stream.Collectors.joining()));
        for (int i = 0; i < 25; i++) {
            pbx.push(block);
        }
        pbx.push("Event: Hangup", "Channel: PJSIP/prov-a-00000001", "Uniqueid: L1", "Cause: 16");
        await().atMost(Duration.ofMinutes(1)).until(() -> connection.status().events() >= 25_002);
        pbx.dropLinks();
        until(() -> connection.status().state() != LinkStatus.State.UP
                || !of(LinkLost.class).isEmpty());
        until(() -> !of(LinkLost.class).isEmpty());

        assertThat(of(CallEnd.class)).hasSize(1);
        assertThat(of(MediaReport.class)).hasSizeLessThan(SignalQueue.MEDIA_ROOM + 1);
        assertThat(connection.status().dropped())
                .isEqualTo(25_000 - of(MediaReport.class).size());
    }

    @Test
    void aRestartOfThePbxIsToldAndAskedAfter() {
        pbx.answer("CoreSettings", request -> {
            pbx.push("Event: FullyBooted", "Uptime: 798");
            return FakeAmi.success("AsteriskVersion: 22.10.1");
        });
        open();
        pbx.answer("CoreSettings", request -> {
            pbx.push("Event: FullyBooted", "Uptime: 0");
            return FakeAmi.success("AsteriskVersion: 22.10.1");
        });
        pbx.push("Event: Shutdown", "Restart: True");
        pbx.dropLinks();
        until(() -> of(SnapshotTaken.class).size() == 2);

        assertThat(heard.stream()
                        .map(signal -> signal.getClass().getSimpleName())
                        .filter(name -> name.startsWith("Pbx") || name.startsWith("Link")))
                .containsExactly("LinkRestored", "PbxStopping", "LinkLost", "LinkRestored", "PbxRestarted");
        assertThat(of(PbxRestarted.class)).hasSize(1);
    }

    @Test
    void aReloadIsToldAndTheStateAskedForAnewButNotAtEveryReload() {
        open();
        pbx.push("Event: Reload", "Module: All", "Status: 0");
        pbx.push("Event: Reload", "Module: res_pjsip.so", "Status: 0");
        until(() -> of(SnapshotTaken.class).size() == 2);

        assertThat(of(PbxReloaded.class)).extracting(PbxReloaded::module).containsExactly("", "res_pjsip.so");
    }

    @Test
    void aSlowAnswerInTheFirstSnapshotIsNoReasonToHangUpAndIsAskedForAgain() {
        AtomicBoolean slow = new AtomicBoolean(true);
        pbx.answer("PJSIPShowEndpoint", request -> {
            if (slow.get() && request.get("endpoint").equals("prov-b")) {
                throw new FakeAmi.Unanswered();
            }
            return FakeAmi.endpoint(request, "1279");
        });
        connection.open();
        until(() -> connection.status().problem().isPresent());
        assertThat(connection.status().problem().orElseThrow())
                .contains("did not answer PJSIPShowEndpoint within 2000 ms", "asked again every 1 s")
                .doesNotContain("no AMI");
        slow.set(false);
        until(() -> !of(SnapshotTaken.class).isEmpty());

        assertThat(of(LinkRestored.class)).hasSize(1);
        assertThat(of(LinkLost.class)).isEmpty();
        assertThat(pbx.asked("Login")).hasSize(1);
        assertThat(connection.status().state()).isEqualTo(LinkStatus.State.UP);
    }

    @Test
    void aPbxThatDoesNotTellItsVersionIsNotHungUpOn() {
        pbx.answer("CoreSettings", request -> {
            throw new FakeAmi.Unanswered();
        });
        open();

        assertThat(of(LinkRestored.class).get(0).version()).isEqualTo("Asterisk Call Manager/11.0.0");
        assertThat(of(LinkLost.class)).isEmpty();
        assertThat(connection.status().problem().orElseThrow()).contains("does not tell its version");
    }

    @Test
    void aCallWhoseHangupWasLostEndsWhenTwoListsDoNotHaveIt() {
        open();
        pbx.push(dialBegin("L1"));
        pbx.push(dialBegin("L2"));
        pbx.answer(
                "CoreShowChannels",
                request -> FakeAmi.list(
                        request,
                        "CoreShowChannelsComplete",
                        "Event: CoreShowChannel\r\nChannel: PJSIP/prov-a-00000001\r\nChannelStateDesc: Ringing\r\nUniqueid: L2"));
        pbx.push("Event: Reload", "Module: All", "Status: 0");
        until(() -> of(CallEnd.class).size() == 1);

        CallEnd end = of(CallEnd.class).get(0);
        assertThat(end.call()).isEqualTo(new CallId("L1"));
        assertThat(end.by()).isEqualTo(CallEnd.By.NOT_TOLD);
        assertThat(end.q850()).isEmpty();
        // The second list was asked for because of the first alone.
        assertThat(pbx.asked("CoreShowChannels")).hasSize(3);
        assertThat(of(CallTakenOver.class)).isEmpty();
    }

    @Test
    void afterEventsWereDroppedTheStateIsAskedForAnewAndWhatWasLostIsToldAgain() {
        open();
        pbx.push(dialBegin("L1"));
        pbx.push(dialBegin("L2"));
        until(() -> of(Seizure.class).size() == 2);
        // More than the queue takes, with nobody taking anything out.
        byte[] block = AmiGoldenTest.bytes(IntStream.range(0, 1_000)
                .mapToObj(i -> "Event: UserEvent\r\nUniqueid: C1\r\nUserEvent: TrunkRefused\r\nRoute: default\r\n\r\n")
                .collect(java.util.stream.Collectors.joining()));
        for (int i = 0; i < 26; i++) {
            pbx.push(block);
        }
        pbx.push("Event: Hangup", "Channel: PJSIP/prov-a-00000001", "Uniqueid: L1", "Cause: 16");
        pbx.push(dialEnd("L2", "ANSWER"));
        pbx.answer(
                "CoreShowChannels",
                request -> FakeAmi.list(
                        request,
                        "CoreShowChannelsComplete",
                        "Event: CoreShowChannel\r\nChannel: PJSIP/prov-a-00000001\r\nChannelStateDesc: Up\r\nUniqueid: L2"));
        await().atMost(Duration.ofMinutes(1)).until(() -> connection.status().dropped() > 1_000);
        until(() -> of(SnapshotTaken.class).size() >= 2 && !of(CallEnd.class).isEmpty());

        assertThat(of(CallEnd.class)).extracting(CallEnd::call).containsExactly(new CallId("L1"));
        assertThat(of(CallTakenOver.class)).allMatch(call -> call.call().equals(new CallId("L2")) && call.answered());
    }

    @Test
    void aMissingRightIsSaidInWords() {
        pbx.answer("PJSIPShowRegistrationsOutbound", request -> FakeAmi.error("Permission denied"));
        open();

        assertThat(connection.status().problem().orElseThrow())
                .contains("does not list its registrations", "Permission denied", "write=system,reporting");
    }

    @Test
    void aProbeIsAnsweredWhenTheRoundTripIsAnotherThanBefore() {
        AtomicInteger micros = new AtomicInteger(1_000);
        pbx.answer("PJSIPShowEndpoint", request -> FakeAmi.endpoint(request, micros.toString()));
        pbx.answer("PJSIPQualify", request -> {
            micros.incrementAndGet();
            return FakeAmi.success("Message: Endpoint found, will qualify");
        });
        open();
        connection.probe(Site.A);
        until(() -> !of(ProbeAnswered.class).isEmpty());

        ProbeAnswered answer = of(ProbeAnswered.class).get(0);
        assertThat(answer.sentAt()).isEqualTo(of(ProbeSent.class).get(0).at());
        assertThat(answer.roundTrip()).contains(Duration.ofNanos(1_001_000));
        assertThat(pbx.asked("PJSIPQualify")).hasSize(1);
    }

    @Test
    void anAnswerThatTookExactlyAsLongAsTheOneBeforeIsFoundBySendingAnother() {
        AtomicInteger asked = new AtomicInteger();
        pbx.answer("PJSIPShowEndpoint", request -> FakeAmi.endpoint(request, asked.get() < 2 ? "1279" : "1280"));
        pbx.answer("PJSIPQualify", request -> {
            asked.incrementAndGet();
            return FakeAmi.success("Message: Endpoint found, will qualify");
        });
        open();
        connection.probe(Site.A);
        until(() -> !of(ProbeAnswered.class).isEmpty());

        assertThat(pbx.asked("PJSIPQualify")).hasSize(2);
    }

    @Test
    void aFarEndThatDoesNotAnswerGivesNoAnswerThoughThePbxStillCallsItReachable() {
        open();
        connection.probe(Site.A);
        until(() -> pbx.asked("PJSIPQualify").size() == 3);
        await().pollDelay(Duration.ofSeconds(2)).until(() -> true);

        assertThat(of(ProbeSent.class)).hasSize(1);
        assertThat(of(ProbeAnswered.class)).isEmpty();
    }

    @Test
    void whatThePbxFoundBeforeAProbeDoesNotAnswerIt() {
        AtomicInteger micros = new AtomicInteger(1_000);
        pbx.answer("PJSIPShowEndpoint", request -> FakeAmi.endpoint(request, micros.toString()));
        open();
        // The PBX's own qualify, since the reading of the snapshot.
        micros.set(2_000);
        connection.probe(Site.A);
        until(() -> pbx.asked("PJSIPQualify").size() == 2);

        assertThat(of(ProbeAnswered.class)).isEmpty();
    }

    @Test
    void aFarEndThatComesBackAnswersEveryProbeUnderWayAtOnce() {
        pbx.answer("PJSIPShowEndpoint", request -> FakeAmi.endpoint(request, "N/A"));
        open();
        connection.probe(Site.A);
        until(() -> of(ProbeSent.class).size() == 1);
        connection.probe(Site.A);
        until(() -> of(ProbeSent.class).size() == 2);
        pbx.push(
                "Event: ContactStatus",
                "URI: sip:10.1.0.2:5060",
                "ContactStatus: Reachable",
                "EndpointName: prov-a",
                "RoundtripUsec: 900");
        until(() -> of(ProbeAnswered.class).size() == 2);

        assertThat(of(ProbeAnswered.class))
                .extracting(ProbeAnswered::sentAt)
                .containsExactlyElementsOf(
                        of(ProbeSent.class).stream().map(ProbeSent::at).toList());
    }

    @Test
    void withoutTheRightToSeeEndpointsAProbeReadsTheContactsVariables() {
        AtomicInteger micros = new AtomicInteger(1_000);
        pbx.answer("PJSIPShowEndpoint", request -> FakeAmi.error("Permission denied"));
        pbx.answer("PJSIPQualify", request -> {
            micros.incrementAndGet();
            return FakeAmi.success("Message: Endpoint found, will qualify");
        });
        pbx.answer("Getvar", request -> FakeAmi.success("Value: " + contactVariable(request.get("variable"), micros)));
        open();
        connection.probe(Site.A);
        until(() -> !of(ProbeAnswered.class).isEmpty());

        assertThat(of(Reachability.class).get(0).roundTrip()).contains(Duration.ofMillis(1));
        assertThat(of(ProbeAnswered.class).get(0).roundTrip()).contains(Duration.ofNanos(1_001_000));
    }

    /** The registration has a name of its own; the replies are those of 22/actions-snapshot. */
    @Test
    void aTrunkIsRegisteredAgainByTheNameOfItsRegistration() {
        pbx.answer(
                "PJSIPShowRegistrationsOutbound",
                request -> FakeAmi.list(
                        request,
                        "OutboundRegistrationDetailComplete",
                        "Event: OutboundRegistrationDetail\r\nObjectName: reg-of-a\r\nEndpoint: prov-a\r\n"
                                + "ClientUri: sip:acct-a@10.1.0.2\r\nServerUri: sip:10.1.0.2\r\nStatus: Rejected"));
        pbx.answer(
                "PJSIPRegister",
                request -> "reg-of-a".equals(request.get("registration"))
                        ? FakeAmi.success("Message: Reregistration sent")
                        : FakeAmi.error("Unable to retrieve registration entry"));
        open();
        until(() -> !of(Registration.class).isEmpty());

        assertThat(registered("prov-a")).isEqualTo(new RouteActuator.Outcome.Done());
        assertThat(pbx.asked("PJSIPRegister"))
                .singleElement()
                .satisfies(request -> assertThat(request).containsEntry("registration", "reg-of-a"));
        assertThat(registered("prov-b"))
                .isInstanceOfSatisfying(
                        RouteActuator.Outcome.Refused.class,
                        no -> assertThat(no.why()).contains("lists no registration", "\"prov-b\""));

        pbx.answer("PJSIPRegister", request -> FakeAmi.error("Permission denied"));
        assertThat(registered("prov-a"))
                .isEqualTo(new RouteActuator.Outcome.Refused(
                        "PJSIPRegister reg-of-a: Permission denied; give the AMI account"
                                + " write=system or reporting"));
        pbx.answer("PJSIPRegister", request -> {
            throw new FakeAmi.Unanswered();
        });
        assertThat(registered("prov-a")).isInstanceOf(RouteActuator.Outcome.Unconfirmed.class);
    }

    /** No event tells the codec: it is asked for once a call, when the first report has come, and known from the next report on. */
    @Test
    void theCodecOfACallIsAskedForOnce() {
        pbx.answer(
                "Status",
                request -> FakeAmi.list(
                        request,
                        "StatusComplete",
                        "Event: Status\r\nPrivilege: Call\r\nChannel: " + request.get("channel")
                                + "\r\nUniqueid: L1\r\nNativeformats: (g722)\r\nReadformat: slin"));
        open();
        pbx.push(dialBegin("L1"));
        pbx.push("Event: DialEnd", "DestChannel: PJSIP/prov-a-00000001", "DestUniqueid: L1", "DialStatus: ANSWER");
        pbx.push(rtcpSent("L1", 250));
        until(() -> pbx.asked("Status").size() == 1);
        // A real edge: the answer is heard by the thread that reads.
        until(() -> {
            pbx.push(rtcpSent("L1", 250));
            return of(MediaReport.class).stream().anyMatch(r -> r.codec().equals(Optional.of(Codec.G722)));
        });
        assertThat(of(MediaReport.class).get(0).codec()).isEmpty();
        assertThat(pbx.asked("Status"))
                .singleElement()
                .satisfies(request -> assertThat(request).containsEntry("channel", "PJSIP/prov-a-00000001"));
    }

    @Test
    void withoutTheRightToAskForTheCodecItIsSaidAndNotAskedAgain() {
        pbx.answer("Status", request -> FakeAmi.error("Permission denied"));
        open();
        for (String leg : List.of("L1", "L2", "L3")) {
            pbx.push(dialBegin(leg));
            pbx.push(
                    "Event: DialEnd",
                    "DestChannel: PJSIP/prov-a-00000001",
                    "DestUniqueid: " + leg,
                    "DialStatus: ANSWER");
        }
        pbx.push(rtcpSent("L1", 250));
        until(() -> connection
                .status()
                .problem()
                .filter(p -> p.contains("rated as G.711"))
                .isPresent());
        pbx.push(rtcpSent("L2", 250));
        pbx.push(rtcpSent("L3", 250));
        until(() -> of(MediaReport.class).size() == 3);
        assertThat(pbx.asked("Status")).hasSize(1);
    }

    private RouteActuator.Outcome registered(String trunk) {
        var told = new AtomicReference<RouteActuator.Outcome>();
        connection.register(new TrunkId(trunk), told::set);
        until(() -> told.get() != null);
        return told.get();
    }

    @Test
    void nothingIsProbedWithoutALink() {
        connection.probe(Site.A);

        assertThat(of(ProbeSent.class)).isEmpty();
    }

    @Test
    void rowsInTheDatabaseAreReadWrittenAndRemoved() {
        open();
        RouteActuator actuator = connection.actuator();
        pbx.answer("DBGet", request -> FakeAmi.error("Database entry not found"));
        assertThat(actuator.read(Site.DEFAULT)).isEqualTo(new Reading.Absent());
        pbx.answer(
                "DBGet",
                request -> FakeAmi.list(
                        request,
                        "DBGetComplete",
                        "Event: DBGetResponse\r\nFamily: trunkpilot\r\nVal: 1:2:me:prov-b&prov-a"));
        assertThat(actuator.read(Site.DEFAULT)).isEqualTo(new Reading.Row("1:2:me:prov-b&prov-a"));
        pbx.answer("DBGet", request -> FakeAmi.error("Permission denied"));
        assertThat(actuator.read(Site.DEFAULT))
                .isEqualTo(new Reading.Unreadable(
                        "DBGet: Permission denied (the AMI account needs write=system or reporting)"));

        pbx.answer("DBPut", request -> FakeAmi.success("Message: Updated database successfully"));
        assertThat(actuator.write(Site.DEFAULT, "1:2:me:prov-b&prov-a")).isEqualTo(new Outcome.Done());
        assertThat(pbx.asked("DBPut").get(0))
                .containsEntry("family", "trunkpilot")
                .containsEntry("key", "order/default")
                .containsEntry("val", "1:2:me:prov-b&prov-a");
        pbx.answer("DBPut", request -> FakeAmi.error("Permission denied"));
        assertThat(actuator.write(Site.DEFAULT, "x"))
                .isEqualTo(new Outcome.Refused("DBPut: Permission denied (the AMI account needs write=system)"));

        pbx.answer("DBDel", request -> FakeAmi.error("Database entry could not be deleted"));
        pbx.answer("DBGet", request -> FakeAmi.error("Database entry not found"));
        assertThat(actuator.delete(Site.DEFAULT)).isEqualTo(new Outcome.Done());
        pbx.answer("DBGet", request -> FakeAmi.list(request, "DBGetComplete", "Event: DBGetResponse\r\nVal: x"));
        assertThat(actuator.delete(Site.DEFAULT))
                .isEqualTo(new Outcome.Refused("DBDel: Database entry could not be deleted"));
    }

    @Test
    void rowsInGlobalsAreReadWrittenAndRemoved() {
        connection = connection(QUICK, PbxAddress.RowStore.GLOBALS);
        open();
        RouteActuator actuator = connection.actuator();
        pbx.answer("Getvar", request -> FakeAmi.success("Variable: x", "Value: "));
        assertThat(actuator.read(Site.DEFAULT)).isEqualTo(new Reading.Absent());
        pbx.answer("Getvar", request -> FakeAmi.success("Variable: x", "Value: 1:2:me:prov-a"));
        assertThat(actuator.read(Site.DEFAULT)).isEqualTo(new Reading.Row("1:2:me:prov-a"));
        pbx.answer("Setvar", request -> FakeAmi.success("Message: Variable Set"));
        assertThat(actuator.write(Site.DEFAULT, "1:2:me:prov-a")).isEqualTo(new Outcome.Done());
        assertThat(actuator.delete(Site.DEFAULT)).isEqualTo(new Outcome.Done());

        assertThat(pbx.asked("Setvar"))
                .extracting(request -> request.get("variable") + "=" + request.get("value"))
                .containsExactly("TRUNKPILOT_ORDER_default=1:2:me:prov-a", "TRUNKPILOT_ORDER_default=");
    }

    @Test
    void aRowThatWouldSmuggleInAnotherActionIsRefusedBeforeItIsSent() {
        open();

        assertThat(connection.actuator().write(Site.DEFAULT, "1:2:me:prov-a\r\nAction: Originate"))
                .isInstanceOf(Outcome.Refused.class);
        assertThat(pbx.asked("DBPut")).isEmpty();
        assertThat(pbx.asked("Originate")).isEmpty();
    }

    @Test
    void aWriteWithoutAnAnswerIsUnconfirmedWithinTheTimeAllowed() {
        assertThat(Tuning.DEFAULTS.answerPatience()).isLessThanOrEqualTo(Duration.ofSeconds(2));
        open();
        pbx.goDeaf();
        long from = System.nanoTime();

        assertThat(connection.actuator().write(Site.DEFAULT, "x")).isInstanceOf(Outcome.Unconfirmed.class);
        assertThat(connection.actuator().read(Site.DEFAULT)).isInstanceOf(Reading.Unreadable.class);
        assertThat(Duration.ofNanos(System.nanoTime() - from))
                .as("each for its time, and far from for ever")
                .isBetween(
                        QUICK.answerPatience().multipliedBy(2),
                        QUICK.answerPatience().multipliedBy(5));
    }

    @Test
    void withoutALinkNothingIsReadOrWrittenAndNobodyWaits() {
        assertThat(connection.actuator().write(Site.DEFAULT, "x")).isInstanceOf(Outcome.Unconfirmed.class);
        assertThat(connection.actuator().read(Site.DEFAULT)).isInstanceOf(Reading.Unreadable.class);
        assertThat(connection.actuator().clock()).isInstanceOf(RouteActuator.ClockReading.Unknown.class);
    }

    @Test
    void theClockIsThePbxsOwn() {
        open();

        RouteActuator.ClockReading.At at =
                (RouteActuator.ClockReading.At) connection.actuator().clock();
        assertThat(at.pbx().toString()).isEqualTo("2026-11-23T03:03:44.438699Z");
        pbx.answer("Ping", request -> FakeAmi.success("Ping: Pong"));
        assertThat(connection.actuator().clock()).isInstanceOf(RouteActuator.ClockReading.Unknown.class);
    }

    @Test
    void closingEndsTheLinkAndItsThreads() {
        Set<Thread> ofOthers = Thread.getAllStackTraces().keySet();
        open();
        connection.close();

        assertThat(connection.status().state()).isEqualTo(LinkStatus.State.CLOSED);
        until(() -> Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !ofOthers.contains(thread))
                .noneMatch(thread -> thread.getName().startsWith("ami-hq")));
        until(() -> pbx.asked("Logoff").size() == 1);
    }

    private void open() {
        connection.open();
        until(() -> !of(SnapshotTaken.class).isEmpty());
    }

    private AsteriskConnection connection(Tuning tuning, PbxAddress.RowStore rowStore) {
        return new AsteriskConnection(
                Site.address(pbx.port(), rowStore),
                Site.INVENTORY,
                Site.KEY,
                InstantSource.system(),
                tuning,
                (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    private <S extends PbxSignal> List<S> of(Class<S> type) {
        connection.drain(50_000, heard::add);
        return heard.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static void until(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(condition);
    }

    private static String[] rtcpSent(String uniqueid, int packets) {
        return new String[] {
            "Event: RTCPSent",
            "Channel: PJSIP/prov-a-00000001",
            "Uniqueid: " + uniqueid,
            "PT: 200(SR)",
            "ReportCount: 0",
            "SentPackets: " + packets
        };
    }

    private static String[] dialBegin(String uniqueid) {
        return new String[] {
            "Event: DialBegin",
            "Uniqueid: C-" + uniqueid,
            "DestChannel: PJSIP/prov-a-00000001",
            "DestUniqueid: " + uniqueid,
            "DialString: 100@prov-a"
        };
    }

    private static String[] dialEnd(String uniqueid, String status) {
        return new String[] {
            "Event: DialEnd", "DestChannel: PJSIP/prov-a-00000001", "DestUniqueid: " + uniqueid, "DialStatus: " + status
        };
    }

    private static String contactVariable(String name, AtomicInteger micros) {
        return Map.of(
                        "PJSIP_ENDPOINT(prov-a,aors)", "prov-a",
                        "PJSIP_AOR(prov-a,contact)", "prov-a@@1",
                        "PJSIP_CONTACT(prov-a@@1,uri)", "sip:10.1.0.2",
                        "PJSIP_CONTACT(prov-a@@1,status)", "Reachable",
                        "PJSIP_CONTACT(prov-a@@1,rtt)", micros.toString())
                .getOrDefault(name, "");
    }
}

package org.trunkpilot.pbx.asterisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.asteriskjava.manager.event.ManagerEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.trunkpilot.pbx.FakeClock;
import org.trunkpilot.pbx.SignalText;
import org.trunkpilot.signal.Codec;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.Reachability;

/** What no recording has: told in AMI's own words, heard through the whole reading path. */
class AmiTranslatorTest {
    private static final String LEG = "PJSIP/prov-a-0000002a";

    private final Ear ear = Ear.taught("22");

    @Test
    void aCallerWhoGivesUpIsNotTheCarriersFaultWhateverCodesTheLegHas() {
        assertThat(heard(dialBegin(), dialEnd("CANCEL"), hangup(127, "500")))
                .endsWith("CallEnd         prov-a L1 by=CALLER q850=127 sip=-");
    }

    @Test
    void theLosersOfAForkEndElsewhere() {
        assertThat(heard(dialBegin(), dialEnd("CANCEL"), hangup(26, "")))
                .endsWith("CallEnd         prov-a L1 by=ELSEWHERE q850=26 sip=-");
    }

    @Test
    void silenceUntilTheProgressTimeoutIsToldApartFromRingingUntilTheRingTimeout() {
        assertThat(heard(dialBegin(), dialEnd("CHANUNAVAIL"), hangup(0, "")))
                .endsWith("by=PROGRESS_TIMEOUT q850=- sip=-");
        assertThat(heard(dialBegin(), dialState("RINGING"), dialEnd("NOANSWER"), hangup(0, "")))
                .endsWith("by=RING_TIMEOUT q850=- sip=-");
        assertThat(heard(dialBegin(), dialState("PROGRESS"), dialEnd("NOANSWER"), hangup(0, "")))
                .endsWith("by=RING_TIMEOUT q850=- sip=-");
    }

    @Test
    void aRefusalIsTheFarEndsThoughDialStatusCallsItNoAnswer() {
        assertThat(heard(dialBegin(), dialEnd("NOANSWER"), hangup(1, "404"))).endsWith("by=FAR_END q850=1 sip=404");
        assertThat(heard(dialBegin(), dialEnd("CHANUNAVAIL"), hangup(127, "400")))
                .endsWith("by=FAR_END q850=127 sip=400");
    }

    @Test
    void anAnsweredCallIsEndedByWhoAskedForItFirst() {
        assertThat(heard(dialBegin(), dialEnd("ANSWER"), request("HangupRequest", "L1"), hangup(16, "")))
                .endsWith("by=FAR_END q850=16 sip=-");
        assertThat(heard(dialBegin(), dialEnd("ANSWER"), request("HangupRequest", "C1"), hangup(16, "")))
                .endsWith("by=CALLER q850=16 sip=-");
        assertThat(heard(
                        dialBegin(),
                        dialEnd("ANSWER"),
                        request("SoftHangupRequest", "L1"),
                        request("HangupRequest", "C1"),
                        hangup(16, "")))
                .endsWith("by=PBX q850=16 sip=-");
        assertThat(heard(dialBegin(), dialEnd("ANSWER"), hangup(16, ""))).endsWith("by=NOT_TOLD q850=16 sip=-");
        assertThat(heard(dialBegin(), dialEnd("ANSWER"), hangup(44, ""))).endsWith("by=PBX q850=44 sip=-");
    }

    @Test
    void theLastWordsOfAPbxThatStopsAreItsOwn() {
        assertThat(heard(dialBegin(), "Event: Shutdown\r\nRestart: True", dialEnd("CONGESTION"), hangup(34, "")))
                .contains("PbxStopping")
                .endsWith("by=PBX q850=34 sip=-");
    }

    @Test
    void eachProvisionalAnswerIsToldOnceAndNoneAfterTheAnswer() {
        assertThat(heard(
                                dialBegin(),
                                dialState("PROCEEDING"),
                                dialState("PROGRESS"),
                                dialState("RINGING"),
                                dialState("PROGRESS"),
                                dialEnd("ANSWER"),
                                dialState("RINGING"))
                        .lines()
                        .map(line -> line.substring(9)))
                .containsExactly(
                        "Seizure         prov-a L1 route=- callee=491…/"
                                + Site.KEY.of("4912345").key() + " phone=phone1",
                        "Progress        prov-a L1 EARLY_MEDIA",
                        "Progress        prov-a L1 RINGING",
                        "Answer          prov-a L1");
    }

    @Test
    void aHoldIsToldOnceWhicheverSideHolds() {
        assertThat(heard(
                                dialBegin(),
                                dialEnd("ANSWER"),
                                request("Hold", "C1"),
                                request("Hold", "L1"),
                                request("Unhold", "L1"),
                                request("Unhold", "nobody"))
                        .lines()
                        .skip(2)
                        .map(line -> line.substring(9)))
                .containsExactly("Hold            prov-a L1 held", "Hold            prov-a L1 taken off hold");
    }

    @Test
    void anAttemptThatBecameAChannelIsNotToldTwice() {
        String attempt = userEvent("TrunkAttempt", "Trunk: prov-a\r\nDialStatus: CHANUNAVAIL\r\nHangupCause: 3");

        assertThat(heard(dialBegin(), dialEnd("CHANUNAVAIL"), hangup(3, "420"), attempt))
                .doesNotContain("Refused");
        assertThat(heard(attempt)).endsWith("SeizureRefused  prov-a UNREACHABLE route=default");
        assertThat(heard(userEvent("TrunkAttempt", "Trunk: prov-a\r\nDialStatus: BUSY\r\nHangupCause: 17")))
                .isEmpty();
    }

    @Test
    void theDialplanTellsOfFullTrunksRefusedNumbersAndExhaustedRoutes() {
        assertThat(heard(
                                userEvent("TrunkFull", "Trunk: prov-b\r\nLimit: 3"),
                                userEvent("TrunkRefused", "Length: 13"),
                                userEvent("TrunksFailed", "Tried: prov-a/CHANUNAVAIL/3 "),
                                userEvent("SomethingElse", "Trunk: prov-b"))
                        .lines()
                        .map(line -> line.substring(9)))
                .containsExactly(
                        "SeizureRefused  prov-b FULL route=default",
                        "NumberRefused   default",
                        "RouteExhausted  default");
    }

    @Test
    void theRouteIsTheLegsElseTheCallersElseTheContextsElseWhatTheDialplanSaidBefore() {
        assertThat(heard(dialBegin() + "\r\nDestChanVariable: TH_TRUNK=prov-a\r\nDestChanVariable: TH_ROUTE=emergency"))
                .contains("route=emergency");
        assertThat(heard(dialBegin() + "\r\nChanVariable: TH_ROUTE=default")).contains("route=default");
        assertThat(heard(dialBegin() + "\r\nChanVariable: TH_ROUTE=nonsense")).contains("route=-");
        assertThat(heard(dialBegin() + "\r\nContext: trunkpilot-emergency")).contains("route=emergency");
        assertThat(heard(userEvent("TrunkRouted", "Trunk: "), dialBegin())).contains("route=default");
    }

    @Test
    void aTrunkWithTwoAddressesIsReachableAsLongAsOneIs() {
        assertThat(heard(
                                contact("sip:10.1.0.2:5060", "Reachable", "1200"),
                                contact("sip:10.1.0.3", "Unreachable", "0"),
                                contact("sip:10.1.0.2:5060", "Unreachable", "0"),
                                contact("sip:10.1.0.2:5060", "Removed", "0"),
                                contact("sip:10.1.0.3", "NonQualified", "0"))
                        .lines()
                        .map(line -> line.substring(9)))
                .containsExactly(
                        "Reachability    prov-a REACHABLE rtt=1.200ms",
                        "Reachability    prov-a REACHABLE rtt=1.200ms",
                        "Reachability    prov-a UNREACHABLE rtt=-",
                        "Reachability    prov-a UNMONITORED rtt=-");
    }

    @Test
    void anAddressThatNobodySpeaksOfAnyMoreKeepsNoTrunkReachable() {
        ContactBook book = new ContactBook();
        Instant at = FakeClock.START;
        book.take(Site.A, "sip:old", "Reachable", "1200", true, at);
        book.take(Site.A, "sip:new", "Reachable", "900", true, at.plusSeconds(120));

        assertThat(book.take(Site.A, "sip:new", "Unreachable", "0", false, at.plusSeconds(121)))
                .contains(new Reachability(
                        at.plusSeconds(121), Site.A, Reachability.State.UNREACHABLE, Optional.empty()));
    }

    @Test
    void aPollThatFindsNothingNewIsASignOfLifeOnlyNowAndThen() {
        ContactBook book = new ContactBook();
        Instant at = FakeClock.START;
        book.take(Site.A, "sip:a", "Reachable", "1200", true, at);

        assertThat(book.take(Site.A, "sip:a", "Reachable", "1200", true, at.plusSeconds(3)))
                .isEmpty();
        assertThat(book.take(Site.A, "sip:a", "Reachable", "1300", true, at.plusSeconds(4)))
                .isPresent();
        assertThat(book.take(Site.A, "sip:a", "Reachable", "1300", true, at.plusSeconds(30)))
                .isPresent();
        assertThat(book.take(Site.A, "sip:a", "Reachable", "1300", false, at.plusSeconds(31)))
                .isPresent();
    }

    @Test
    void aNewProcessForgetsTheCallsOfTheOldOne() {
        assertThat(heard(
                                "Event: FullyBooted\r\nUptime: 500",
                                dialBegin(),
                                "Event: FullyBooted\r\nUptime: 501",
                                "Event: FullyBooted\r\nUptime: 2",
                                hangup(16, ""))
                        .lines()
                        .map(line -> line.substring(9).replaceFirst(" .*", "")))
                .containsExactly("Seizure", "PbxRestarted");
    }

    @Test
    void aRegistrationThatIsNobodysIsIgnoredThoughItsAddressIsATrunks() {
        assertThat(heard("Event: Registry\r\nUsername: sip:acct-c@10.1.0.2:5070\r\nDomain: sip:10.1.0.2:5070\r\n"
                        + "Status: Rejected"))
                .isEmpty();
    }

    @Test
    void aRegistrationIsFoundByItsEndpointElseByItsNameElseByItsAddress() {
        assertThat(heard(
                                registration("reg1", "prov-b", "sip:u1@one", "sip:one"),
                                registration("prov-a", "", "sip:u2@two", "sip:two"),
                                contact("sip:10.9.0.9:5060", "Reachable", "1"),
                                "Event: ContactStatusDetail\r\nURI: sip:10.9.0.9:5060\r\nStatus: Reachable\r\n"
                                        + "RoundtripUsec: 7\r\nEndpointName: prov-b",
                                registration("other", "", "sip:u3@10.9.0.9", "sip:10.9.0.9"),
                                "Event: Registry\r\nUsername: sip:u3@10.9.0.9\r\nDomain: sip:10.9.0.9\r\nStatus: Stopped")
                        .lines()
                        .filter(line -> line.contains("Registration"))
                        .map(line -> line.substring(25)))
                .containsExactly("prov-b REGISTERED", "prov-a REGISTERED", "prov-b REGISTERED", "prov-b STOPPED");
    }

    @Test
    void aStateThatNobodyKnowsIsCountedAsUnread() {
        heard("Event: Registry\r\nUsername: sip:acct-a@10.1.0.2\r\nDomain: sip:10.1.0.2\r\nStatus: Dreaming");

        assertThat(ear.translator.unread()).isEqualTo(1);
    }

    @Test
    void whatWasKnownOfCallsIsForgottenWithTheLink() {
        heard(dialBegin());
        ear.translator.linkLost();

        assertThat(heard(hangup(16, ""))).isEmpty();
        assertThat(ear.translator.ignored()).isPositive();
    }

    @Test
    void callsBeyondTheBoundAreForgottenOldestFirstAndCounted() {
        heard(Stream.iterate(0, i -> i + 1)
                .limit(20_001)
                .map(i -> dialBegin().replace("L1", "M" + i))
                .toArray(String[]::new));

        assertThat(ear.translator.forgotten()).isEqualTo(1);
        assertThat(heard(hangup(16, "").replace("L1", "M0"))).isEmpty();
        assertThat(heard(hangup(16, "").replace("L1", "M1"))).contains("CallEnd");
    }

    @Test
    void anInboundCallIsACallFromItsAnswerOn() {
        String rings = newstate("PJSIP/prov-a-0000002b", "I1", "Ring", "+4930123456");
        String up = newstate("PJSIP/prov-a-0000002b", "I1", "Up", "+4930123456");
        String report = "Event: RTCPSent\r\nChannel: PJSIP/prov-a-0000002b\r\nUniqueid: I1\r\nReportCount: 0\r\n"
                + "PT: 200(SR)\r\nSentPackets: 250";

        assertThat(heard(
                                rings,
                                report,
                                up,
                                up,
                                report,
                                request("HangupRequest", "I1"),
                                hangup(16, "").replace("L1", "I1"))
                        .lines()
                        .map(line -> line.substring(9)))
                .containsExactly(
                        "InboundAnswered prov-a I1 remote=+493…/"
                                + Site.KEY.of("+4930123456").key(),
                        "MediaReport     prov-a I1 INBOUND heard nothing sent=250 rtt=-",
                        "CallEnd         prov-a I1 by=FAR_END q850=16 sip=-");
    }

    @Test
    void whatWeDialIsNotTakenForACallThatCameIn() {
        assertThat(heard(dialBegin(), newstate(LEG, "L1", "Ringing", "1"), newstate(LEG, "L1", "Up", "1")))
                .doesNotContain("InboundAnswered");
    }

    @Test
    void aPhonesOwnChannelIsNoCallOnATrunk() {
        assertThat(heard(newstate("PJSIP/phone1-00000001", "P1", "Up", "100"))).isEmpty();
    }

    @Test
    void allWhoWithholdTheirNumberAreOneWitnessAndTellNoPrefix() {
        String keys = heard(
                newstate("PJSIP/prov-a-00000001", "I1", "Up", "<unknown>"),
                newstate("PJSIP/prov-a-00000002", "I2", "Up", "anonymous"),
                newstate("PJSIP/prov-a-00000003", "I3", "Up", ""));

        assertThat(keys.lines().map(line -> line.replaceFirst(".*remote=", "")))
                .hasSize(3)
                .allMatch(
                        remote -> remote.equals("…/" + Site.KEY.of("anonymous").key()));
    }

    @Test
    void anInboundCallThatStillRingsWhenWeComeBecomesACallWhenItIsAnswered() {
        String listed =
                "Event: CoreShowChannel\r\nChannel: PJSIP/prov-a-0000002b\r\nUniqueid: I1\r\nChannelStateDesc: ";

        assertThat(heard(listed + "Ring")).isEmpty();
        assertThat(heard(newstate("PJSIP/prov-a-0000002b", "I1", "Up", "4930"))).contains("InboundAnswered");
        assertThat(heard(listed + "Up")).isEmpty();
    }

    @Test
    void aLegThatTwoListsDoNotHaveIsOverWithoutACauseAndOneThatBeganMeanwhileIsNot() {
        heard(dialBegin(), dialBegin().replace("L1", "L2").replace("C1", "C2"));
        Instant at = FakeClock.START;
        assertThat(listed(at, "L2", "C2")).isEmpty();
        assertThat(ear.translator.callsUnsettled()).isTrue();
        heard(dialBegin().replace("L1", "L3").replace("C1", "C3"));

        assertThat(listed(at.plusSeconds(5), "L2", "C2"))
                .isEqualTo("   5.000 CallEnd         prov-a L1 by=NOT_TOLD q850=- sip=-");
        assertThat(ear.translator.endsUnheard()).isEqualTo(1);
        assertThat(ear.translator.callsUnsettled()).isTrue();
        assertThat(listed(at.plusSeconds(10), "L2", "C2", "L3", "C3")).isEmpty();
        assertThat(ear.translator.callsUnsettled()).isFalse();
    }

    @Test
    void aLegWhoseAnswerWasLostIsAnsweredWhenTwoListsSaySo() {
        String up = "Event: CoreShowChannel\r\nChannel: " + LEG + "\r\nUniqueid: L1\r\nChannelStateDesc: Up";
        heard(dialBegin());
        assertThat(heard(up)).isEmpty();
        assertThat(ear.translator.callsUnsettled()).isTrue();
        assertThat(heard(up)).endsWith("CallTakenOver   prov-a L1 answered route=-");
        assertThat(ear.translator.callsUnsettled()).isFalse();
        assertThat(heard(up, dialEnd("ANSWER"))).isEmpty();
    }

    @Test
    void anAnswerThatWasOnItsWayWhileTheListWasMadeIsToldAsOne() {
        String up = "Event: CoreShowChannel\r\nChannel: " + LEG + "\r\nUniqueid: L1\r\nChannelStateDesc: Up";
        heard(dialBegin(), up);

        assertThat(heard(dialEnd("ANSWER"), up)).endsWith("Answer          prov-a L1");
    }

    @Test
    void anEndThatWasOnItsWayWhileTheListWasMadeIsToldWithItsCause() {
        heard(dialBegin());
        listed(FakeClock.START);
        assertThat(heard(dialEnd("CONGESTION"), hangup(34, "503"))).endsWith("by=FAR_END q850=34 sip=503");

        assertThat(ear.translator.callsUnsettled()).isFalse();
        assertThat(listed(FakeClock.START.plusSeconds(5))).isEmpty();
    }

    @Test
    void callersBeyondTheBoundAreForgottenAndCountedToo() {
        heard(Stream.iterate(0, i -> i + 1)
                .limit(20_001)
                .map(i -> userEvent("TrunkRouted", "Trunk: ").replace("C1", "C" + i))
                .toArray(String[]::new));

        assertThat(ear.translator.forgotten()).isEqualTo(1);
    }

    @Test
    void everyEventWeLetThroughIsHandled() throws ReflectiveOperationException {
        for (Class<? extends ManagerEvent> type : AmiEvents.CLASSES) {
            ear.translator.take(type.getConstructor(Object.class).newInstance("test"), FakeClock.START);
        }
        assertThatThrownBy(() ->
                        ear.translator.take(new org.asteriskjava.manager.event.ConnectEvent("test"), FakeClock.START))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theNumberIsFoundInEveryFormOfADialString() {
        assertThat(List.of(
                        TrunkNames.numberOf("8503@prov-a"),
                        TrunkNames.numberOf("prov-a/3486"),
                        TrunkNames.numberOf("prov-a/sip:8503@host:5060;user=phone"),
                        TrunkNames.numberOf("prov-a/tel:+491;phone-context=x"),
                        TrunkNames.numberOf("prov-a"),
                        TrunkNames.numberOf(null)))
                .containsExactly("8503", "3486", "8503", "+491", "", "");
    }

    private String heard(String... events) {
        String bytes = Stream.of(events).map(event -> event + "\r\n\r\n").collect(Collectors.joining());
        List<PbxSignal> signals =
                ear.hear(new Recording("test", List.of(new Recording.Chunk(0, AmiGoldenTest.bytes(bytes)))));
        return SignalText.of(signals).stripTrailing();
    }

    private String listed(Instant at, String... uniqueids) {
        ear.translator.callsListed(Set.of(uniqueids), at);
        return SignalText.of(ear.heard()).stripTrailing();
    }

    private static String newstate(String channel, String uniqueid, String state, String number) {
        return "Event: Newstate\r\nChannel: " + channel + "\r\nChannelStateDesc: " + state + "\r\nCallerIDNum: "
                + number + "\r\nUniqueid: " + uniqueid;
    }

    private static String dialBegin() {
        return "Event: DialBegin\r\nChannel: PJSIP/phone1-00000001\r\nUniqueid: C1\r\nDestChannel: " + LEG
                + "\r\nDestUniqueid: L1\r\nDialString: 4912345@prov-a";
    }

    private static String dialState(String status) {
        return "Event: DialState\r\nDestChannel: " + LEG + "\r\nDestUniqueid: L1\r\nDialStatus: " + status;
    }

    private static String dialEnd(String status) {
        return "Event: DialEnd\r\nDestChannel: " + LEG + "\r\nDestUniqueid: L1\r\nDialStatus: " + status;
    }

    private static String hangup(int cause, String techCause) {
        return "Event: Hangup\r\nChannel: " + LEG + "\r\nUniqueid: L1\r\nCause: " + cause
                + (techCause.isEmpty() ? "" : "\r\nTechCause: " + techCause);
    }

    private static String request(String event, String uniqueid) {
        return "Event: " + event + "\r\nChannel: x\r\nUniqueid: " + uniqueid;
    }

    private static String userEvent(String name, String headers) {
        return "Event: UserEvent\r\nUniqueid: C1\r\nUserEvent: " + name + "\r\nRoute: default\r\n" + headers;
    }

    private static String contact(String uri, String status, String micros) {
        return "Event: ContactStatus\r\nURI: " + uri + "\r\nContactStatus: " + status
                + "\r\nEndpointName: prov-a\r\nRoundtripUsec: " + micros;
    }

    private static String registration(String name, String endpoint, String client, String server) {
        return "Event: OutboundRegistrationDetail\r\nObjectName: " + name + "\r\nEndpoint: " + endpoint
                + "\r\nClientUri: " + client + "\r\nServerUri: " + server + "\r\nStatus: Registered";
    }

    /** Formats as Asterisk writes them in a Status; alaw alone is from 22/actions-during-a-call. */
    @ParameterizedTest
    @CsvSource({"(alaw), G711", "(g722), G722", "(alaw|ulaw), G711", "(opus), OPUS", "(g729), G729"})
    void theCodecOfAChannelIsRead(String formats, Codec codec) {
        assertThat(CallTranslator.codecOf(formats)).contains(codec);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(alaw|g729)", "(slin)", "()", "(alaw|slin)"})
    void ofSeveralCodecsOrAnUnknownOneNothingIsSaid(String formats) {
        assertThat(CallTranslator.codecOf(formats)).isEmpty();
    }
}

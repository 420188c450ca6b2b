package org.trunkpilot.pbx.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import link.thingscloud.freeswitch.esl.transport.event.EslEvent;
import link.thingscloud.freeswitch.esl.transport.message.EslFrameDecoder;
import link.thingscloud.freeswitch.esl.transport.message.EslMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.trunkpilot.signal.Answer;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallEnd.By;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.CallTakenOver;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.signal.Codec;
import org.trunkpilot.signal.Hold;
import org.trunkpilot.signal.InboundAnswered;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.NumberRefused;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.PbxStopping;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.RouteExhausted;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.signal.SeizureRefused;
import org.trunkpilot.signal.SeizureRefused.Why;
import org.trunkpilot.trunk.TrunkId;

/** What no recording tells: our dialplan's own events, holds, restarts, and what must make no signal. */
class EslTranslatorTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    private final List<PbxSignal> signals = new ArrayList<>();
    private final List<TrunkId> alive = new ArrayList<>();
    private final EslTranslator translator =
            new EslTranslator(Site.INVENTORY, Site.KEY, signals::add, (trunk, at) -> alive.add(trunk));

    @Test
    void aSeizureNamesRouteAndCalleeAndNoNumber() {
        leg("b1", "external::prov-a", "a1", "variable_trunkpilot_route", "default");

        assertThat(signals).singleElement().isInstanceOfSatisfying(Seizure.class, seizure -> {
            assertThat(seizure.trunk()).isEqualTo(Site.A);
            assertThat(seizure.call()).isEqualTo(new CallId("b1"));
            assertThat(seizure.route()).contains(Site.DEFAULT);
            assertThat(seizure.callee()).isEqualTo(Site.KEY.of("004930123456"));
        });
        assertThat(signals.toString()).doesNotContain("004930123456");
    }

    @Test
    void legsOnOtherGatewaysAndCallersMakeNoSignals() {
        leg("b1", "stranger", "a1");
        take("CHANNEL_CREATE", "Unique-ID", "a1", "Call-Direction", "inbound");
        take("SEND_RTCP_MESSAGE", "Unique-ID", "a1");

        assertThat(signals).isEmpty();
        assertThat(translator.ignored()).isEqualTo(3);
    }

    @Test
    void ringingAndEarlyMediaAreToldApartAndOnceEach() {
        leg("b1", "prov-a", "a1");
        take("CHANNEL_PROGRESS_MEDIA", "Unique-ID", "b1");
        take("CHANNEL_PROGRESS_MEDIA", "Unique-ID", "b1");
        take("CHANNEL_PROGRESS", "Unique-ID", "b1");
        take("CHANNEL_ANSWER", "Unique-ID", "b1");
        take("CHANNEL_ANSWER", "Unique-ID", "b1");
        take("CHANNEL_PROGRESS", "Unique-ID", "b1");

        assertThat(signals.subList(1, signals.size()))
                .containsExactly(
                        new Progress(AT, Site.A, new CallId("b1"), Progress.Kind.EARLY_MEDIA),
                        new Progress(AT, Site.A, new CallId("b1"), Progress.Kind.RINGING),
                        new Answer(AT, Site.A, new CallId("b1")));
    }

    @ParameterizedTest
    @CsvSource({
        "USER_BUSY, 17, recv_refuse, 486, false, FAR_END, 17, 486",
        "ORIGINATOR_CANCEL, 16, send_cancel, 487, false, CALLER, , ",
        "ORIGINATOR_CANCEL, 16, recv_refuse, 487, false, FAR_END, , 487",
        "PROGRESS_TIMEOUT, 16, send_cancel, 487, false, PROGRESS_TIMEOUT, , ",
        "ALLOTTED_TIMEOUT, 16, send_cancel, 487, false, PROGRESS_TIMEOUT, , ",
        "ALLOTTED_TIMEOUT, 16, send_cancel, 487, true, RING_TIMEOUT, , ",
        "LOSE_RACE, 16, send_cancel, 487, false, ELSEWHERE, , ",
        "SYSTEM_SHUTDOWN, 16, send_cancel, 487, false, PBX, , ",
        "RECOVERY_ON_TIMER_EXPIRE, 102, recv_refuse, 408, false, FAR_END, 102, 408",
        "CALL_REJECTED, 21, '', '', false, NOT_TOLD, 21, ",
    })
    void whoEndedACallThatWasNotAnswered(
            String cause,
            String q850,
            String disposition,
            String sip,
            boolean rang,
            By by,
            Integer told,
            Integer code) {
        leg("b1", "prov-a", "a1");
        if (rang) {
            take("CHANNEL_PROGRESS", "Unique-ID", "b1");
        }
        hangUp("b1", cause, q850, disposition, "variable_sip_invite_failure_status", sip);

        assertThat(last()).isEqualTo(new CallEnd(AT, Site.A, new CallId("b1"), by, of(told), of(code)));
    }

    @ParameterizedTest
    @CsvSource({
        "NORMAL_CLEARING, 16, recv_bye, FAR_END, 16",
        "NORMAL_CLEARING, 16, send_bye, CALLER, 16",
        "MEDIA_TIMEOUT, 16, send_bye, PBX, ",
        "NORMAL_TEMPORARY_FAILURE, 41, recv_bye, FAR_END, 41",
        "NORMAL_CLEARING, 16, '', NOT_TOLD, 16",
    })
    void whoEndedACallThatWasAnswered(String cause, String q850, String disposition, By by, Integer told) {
        leg("b1", "prov-a", "a1");
        take("CHANNEL_ANSWER", "Unique-ID", "b1");
        hangUp("b1", cause, q850, disposition, "variable_sip_term_status", "200");

        assertThat(last()).isEqualTo(new CallEnd(AT, Site.A, new CallId("b1"), by, of(told), OptionalInt.empty()));
    }

    @Test
    void aHeldCallerIsToldOnTheLegThatAnswered() {
        leg("b1", "prov-a", "a1");
        leg("b2", "prov-b", "a1");
        take("CHANNEL_ANSWER", "Unique-ID", "b1");
        take("CHANNEL_HOLD", "Unique-ID", "a1");
        take("CHANNEL_HOLD", "Unique-ID", "a1");
        take("CHANNEL_UNHOLD", "Unique-ID", "a1");
        take("CHANNEL_HOLD", "Unique-ID", "b1");
        take("CHANNEL_HOLD", "Unique-ID", "nobody");

        assertThat(signals.stream().filter(Hold.class::isInstance))
                .containsExactly(
                        new Hold(AT, Site.A, new CallId("b1"), true),
                        new Hold(AT, Site.A, new CallId("b1"), false),
                        new Hold(AT, Site.A, new CallId("b1"), true));
    }

    @ParameterizedTest
    @CsvSource({
        "GATEWAY_DOWN, '', UNREACHABLE",
        "INVALID_GATEWAY, '', UNREACHABLE",
        "'', '', FULL",
        "USER_BUSY, 486, ",
        "SUCCESS, '', ",
    })
    void whatTheDialplanTellsOfAnAttemptIsNewsOnlyWhereThereWasNoLeg(String cause, String sip, Why why) {
        custom(
                EslEvents.ATTEMPT,
                EslEvents.ROUTE,
                "default",
                EslEvents.TRUNK,
                "beta-by-address",
                EslEvents.CAUSE,
                cause,
                EslEvents.SIP,
                sip);

        assertThat(signals)
                .isEqualTo(
                        why == null
                                ? List.of()
                                : List.of(new SeizureRefused(AT, Site.C, Optional.of(Site.DEFAULT), why)));
    }

    @Test
    void aRefusalThatTheDialplanToldIsNotInferredASecondTime() {
        custom(EslEvents.ATTEMPT, "Unique-ID", "a1", EslEvents.TRUNK, "prov-a", EslEvents.CAUSE, "GATEWAY_DOWN");
        take(
                "CHANNEL_HANGUP_COMPLETE",
                "Unique-ID",
                "a1",
                "variable_originate_failed_cause",
                "GATEWAY_DOWN",
                "variable_current_application_data",
                "sofia/gateway/prov-a/004930");

        assertThat(signals).hasSize(1);
    }

    @Test
    void withoutOurDialplanARefusalIsReadFromTheDialString() {
        take(
                "CHANNEL_HANGUP_COMPLETE",
                "Unique-ID",
                "a1",
                "variable_originate_failed_cause",
                "INVALID_GATEWAY",
                "variable_current_application_data",
                "{x=y}sofia/gateway/external::prov-b/004930");

        assertThat(signals).containsExactly(new SeizureRefused(AT, Site.B, Optional.empty(), Why.UNREACHABLE));
    }

    @Test
    void whereTwoGatewaysAreDownARefusalIsNobodys() {
        gateway("prov-a", "FAIL_WAIT", "DOWN", "");
        gateway("prov-b", "FAIL_WAIT", "DOWN", "");
        signals.clear();
        take("CHANNEL_ANSWER", "Unique-ID", "a1", "variable_originate_failed_cause", "GATEWAY_DOWN");

        assertThat(signals).isEmpty();
    }

    @Test
    void routesTellOfRefusedNumbersAndOfTheirEnd() {
        custom(EslEvents.REFUSED, EslEvents.ROUTE, "default");
        custom(EslEvents.EXHAUSTED, EslEvents.ROUTE, "emergency");
        custom(EslEvents.EXHAUSTED, EslEvents.ROUTE, "stranger");

        assertThat(signals)
                .containsExactly(new NumberRefused(AT, Site.DEFAULT), new RouteExhausted(AT, Site.EMERGENCY));
    }

    @Test
    void anotherCoreIsARestartAndItsCallsAreOthers() {
        take("HEARTBEAT", "Core-UUID", "one");
        leg("b1", "prov-a", "a1", "Core-UUID", "one");
        take("HEARTBEAT", "Core-UUID", "two");
        take("CHANNEL_ANSWER", "Unique-ID", "b1", "Core-UUID", "two");

        assertThat(signals.subList(1, signals.size())).containsExactly(new PbxRestarted(AT));
    }

    @Test
    void theLastWordsOfAPbxThatStopsAreNoEvidence() {
        leg("b1", "prov-a", "a1");
        take("SHUTDOWN");
        gateway("prov-a", "DOWN", "DOWN", "");
        custom(EslEvents.GATEWAY_DELETE, "Gateway", "prov-b");
        hangUp("b1", "NORMAL_TEMPORARY_FAILURE", "41", "send_bye");

        assertThat(signals.subList(1, signals.size()))
                .containsExactly(
                        new PbxStopping(AT),
                        new CallEnd(AT, Site.A, new CallId("b1"), By.PBX, OptionalInt.of(41), OptionalInt.empty()));
    }

    @Test
    void aRefusedRegistrationIsNotSilence() {
        gateway("prov-a", "REGED", "UP", "");
        signals.clear();
        gateway("prov-a", "FAILED", "UP", "403");
        gateway("prov-a", "FAIL_WAIT", "DOWN", "");

        assertThat(signals).containsExactly(new Registration(AT, Site.A, Registration.State.REJECTED));
        assertThat(alive).containsExactly(Site.A);
    }

    @Test
    void aRegistrationThatNobodyAnsweredIs() {
        gateway("prov-a", "FAILED", "UP", "408");
        gateway("prov-a", "FAIL_WAIT", "DOWN", "");

        assertThat(signals)
                .containsExactly(
                        new Registration(AT, Site.A, Registration.State.REJECTED),
                        new Reachability(AT, Site.A, Reachability.State.UNREACHABLE, Optional.empty()));
        assertThat(alive).isEmpty();
    }

    @Test
    void aStateThatNobodyKnowsIsCounted() {
        gateway("prov-a", "CONFUSED", "UP", "");

        assertThat(signals).isEmpty();
        assertThat(translator.unread()).isEqualTo(1);
    }

    @Test
    void aShortCallWithoutAnyReportTellsAtItsEndWhetherItHeardAnything() {
        leg("b1", "prov-a", "a1");
        take("CHANNEL_ANSWER", "Unique-ID", "b1");
        statistics("b1", 0, 150, 148);

        assertThat(signals.get(2)).isInstanceOfSatisfying(MediaReport.class, report -> {
            assertThat(report.direction()).isEqualTo(MediaReport.Direction.INBOUND);
            assertThat(report.reception()).isEmpty();
            assertThat(report.sentByReporter()).hasValue(148);
        });
    }

    @ParameterizedTest
    @CsvSource({"2, 90", "-1, -1"})
    void tooShortACallTellsNothing(int skip, int media) {
        leg("b1", "prov-a", "a1");
        take("CHANNEL_ANSWER", "Unique-ID", "b1");
        statistics("b1", media, skip, 90);

        assertThat(signals).hasSize(3).noneMatch(MediaReport.class::isInstance);
    }

    /** The statistics are of the whole call, and most of it was before us. */
    @Test
    void theEndOfACallThatWasUpBeforeUsTellsNothingOfItsAudio() {
        translator.takenOver(
                new Fields(Map.of(
                        "Unique-ID",
                        "b1",
                        "Call-Direction",
                        "outbound",
                        "Answer-State",
                        "answered",
                        "variable_sip_gateway_name",
                        "prov-a")),
                AT);
        statistics("b1", 9_000, 1_000, 10_000);

        assertThat(signals).hasSize(2).hasOnlyElementsOfTypes(CallTakenOver.class, CallEnd.class);
    }

    @Test
    void silenceDuringAHoldIsMissedByNobody() {
        leg("b1", "prov-a", "a1");
        take("CHANNEL_ANSWER", "Unique-ID", "b1");
        take("CHANNEL_HOLD", "Unique-ID", "a1");
        take("CHANNEL_UNHOLD", "Unique-ID", "a1");
        statistics("b1", 0, 1_500, 1_480);

        assertThat(signals).noneMatch(MediaReport.class::isInstance);
    }

    @Test
    void aCallThatCameInOnATrunkIsACallFromItsAnswerOn() {
        take("CHANNEL_CREATE", "Unique-ID", "i1", "Call-Direction", "inbound", "variable_sip_gateway", "prov-a");
        answerInbound("i1", "+4930123456");
        answerInbound("i1", "+4930123456");
        hangUp("i1", "NORMAL_CLEARING", "16", "send_bye");

        assertThat(signals)
                .containsExactly(
                        new InboundAnswered(AT, Site.A, new CallId("i1"), Site.KEY.of("+4930123456")),
                        new CallEnd(
                                AT, Site.A, new CallId("i1"), By.NOT_TOLD, OptionalInt.of(16), OptionalInt.empty()));
    }

    @Test
    void allWhoWithholdTheirNumberAreOneWitnessAndTellNoPrefix() {
        answerInbound("i1", "anonymous");
        answerInbound("i2", "");
        answerInbound("i3", "Unavailable");

        assertThat(signals)
                .hasSize(3)
                .allSatisfy(signal -> assertThat(((InboundAnswered) signal).remote())
                        .isEqualTo(new Callee(Site.KEY.of("anonymous").key(), "")));
    }

    @Test
    void aReportNamesTheCodecAndCountsJitterByItsClock() {
        leg("b1", "prov-a", "a1");
        take("CHANNEL_ANSWER", "Unique-ID", "b1", "variable_rtp_use_codec_name", "opus");
        take(
                "SEND_RTCP_MESSAGE",
                "Unique-ID",
                "b1",
                "Source-SSRC",
                "0badcafe",
                "Source-Fraction",
                "1",
                "Source-Lost",
                "1",
                "Source-Highest-Sequence-Number-Received",
                "1000",
                "Source-Jitter",
                "480");

        assertThat(last()).isInstanceOfSatisfying(MediaReport.class, report -> {
            assertThat(report.codec()).contains(Codec.OPUS);
            assertThat(report.reception().orElseThrow().jitterMillis()).isEqualTo(10);
        });
    }

    @Test
    void aLegThatTwoListsDoNotHaveIsOverWithoutACauseAndOneThatBeganMeanwhileIsNot() {
        leg("b1", "prov-a", "a1");
        leg("b2", "prov-a", "a2");
        translator.callsListed(Set.of("b2", "a2"), AT);
        assertThat(translator.callsUnsettled()).isTrue();
        leg("b3", "prov-a", "a3");
        signals.clear();
        translator.callsListed(Set.of("b2", "a2"), AT);

        assertThat(signals)
                .containsExactly(new CallEnd(
                        AT, Site.A, new CallId("b1"), By.NOT_TOLD, OptionalInt.empty(), OptionalInt.empty()));
        assertThat(translator.endsUnheard()).isEqualTo(1);
        translator.callsListed(Set.of("b2", "a2", "b3", "a3"), AT);
        assertThat(translator.callsUnsettled()).isFalse();
    }

    @Test
    void aLegWhoseAnswerWasLostIsAnsweredWhenTwoListsSaySo() {
        leg("b1", "prov-a", "a1");
        signals.clear();
        assertThat(translator.knows("b1", true, AT)).isTrue();
        assertThat(translator.callsUnsettled()).isTrue();
        assertThat(signals).isEmpty();
        assertThat(translator.knows("b1", true, AT)).isTrue();

        assertThat(signals).containsExactly(new CallTakenOver(AT, Site.A, new CallId("b1"), Optional.empty(), true));
        assertThat(translator.callsUnsettled()).isFalse();
        assertThat(translator.knows("stranger", true, AT)).isFalse();
    }

    @Test
    void callsAreToldAgainToWhoeverMayHaveMissedThem() {
        leg("b1", "prov-a", "a1");
        signals.clear();
        translator.tellCallsAgain(AT);

        assertThat(signals).containsExactly(new CallTakenOver(AT, Site.A, new CallId("b1"), Optional.empty(), false));
    }

    private void answerInbound(String uuid, String number) {
        take(
                "CHANNEL_ANSWER",
                "Unique-ID",
                uuid,
                "Call-Direction",
                "inbound",
                "Caller-Caller-ID-Number",
                number,
                "variable_sip_gateway",
                "prov-a");
    }

    private void statistics(String leg, int media, int skip, int sent) {
        hangUp(
                leg,
                "NORMAL_CLEARING",
                "16",
                "send_bye",
                "variable_rtp_audio_in_media_packet_count",
                media < 0 ? "" : Integer.toString(media),
                "variable_rtp_audio_in_skip_packet_count",
                skip < 0 ? "" : Integer.toString(skip),
                "variable_rtp_audio_out_media_packet_count",
                Integer.toString(sent));
    }

    private void leg(String uuid, String gateway, String caller, String... more) {
        List<String> headers = new ArrayList<>(List.of(
                "Unique-ID", uuid,
                "Call-Direction", "outbound",
                "Caller-Destination-Number", "004930123456",
                "variable_sip_gateway_name", gateway,
                "variable_originating_leg_uuid", caller));
        headers.addAll(List.of(more));
        take("CHANNEL_CREATE", headers.toArray(String[]::new));
    }

    private void hangUp(String uuid, String cause, String q850, String disposition, String... more) {
        List<String> headers = new ArrayList<>(List.of(
                "Unique-ID", uuid,
                "Hangup-Cause", cause,
                "variable_hangup_cause_q850", q850,
                "variable_sip_hangup_disposition", disposition));
        headers.addAll(List.of(more));
        take("CHANNEL_HANGUP_COMPLETE", headers.toArray(String[]::new));
    }

    private void gateway(String name, String state, String ping, String status) {
        custom(EslEvents.GATEWAY_STATE, "Gateway", name, "State", state, "Ping-Status", ping, "Status", status);
    }

    private void custom(String subclass, String... headers) {
        List<String> all = new ArrayList<>(List.of("Event-Subclass", subclass));
        all.addAll(List.of(headers));
        take("CUSTOM", all.toArray(String[]::new));
    }

    /** Through the library's own codec: its event has no other way in. */
    private void take(String name, String... headers) {
        Map<String, String> all = new HashMap<>();
        all.put("Event-Name", name);
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        StringBuilder body = new StringBuilder();
        all.forEach((key, value) -> body.append(key)
                .append(": ")
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                .append('\n'));
        body.append('\n');
        EmbeddedChannel channel = new EmbeddedChannel(new EslFrameDecoder(8_192));
        channel.writeInbound(Unpooled.copiedBuffer(
                "Content-Length: " + body.length() + "\nContent-Type: text/event-plain\n\n" + body,
                StandardCharsets.UTF_8));
        EslMessage message = channel.readInbound();
        translator.take(new EslEvent(message), AT);
        channel.finishAndReleaseAll();
    }

    private PbxSignal last() {
        return signals.get(signals.size() - 1);
    }

    private static OptionalInt of(Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }
}

package org.trunkpilot.practice.ami;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.trunkpilot.practice.world.Callee;
import org.trunkpilot.practice.world.Conditions;

/**
 * The world beside real recordings of the same situation: the same events about trunks, in the same order, each with the same
 * headers in the same order, and values of the same form. Values themselves differ, as they do between two calls.
 */
class FollowsTheRecordingsTest {
    private static final Set<String> KEPT = Set.of(
            "Newchannel",
            "NewCallerid",
            "NewConnectedLine",
            "DialBegin",
            "Newstate",
            "DialState",
            "DialEnd",
            "BridgeEnter",
            "HangupRequest",
            "RTCPSent",
            "RTCPReceived",
            "BridgeLeave",
            "Hangup");

    private static final Callee.Does TALKS_32_S = new Callee.Answers(Duration.ZERO, Duration.ofSeconds(32));
    private static final Callee.Does RINGS_2_S = new Callee.Answers(Duration.ofSeconds(2), Duration.ofSeconds(3));
    private static final Callee.Does NEVER_ANSWERS = new Callee.LetsItRing(Duration.ofMinutes(3));
    private static final Conditions QUICK = Conditions.WELL.ringingAfter(Duration.ZERO);

    static Stream<Arguments> calls() {
        return Stream.of(
                Arguments.of("call-clean-30s", QUICK, TALKS_32_S),
                Arguments.of("phone-call-sipp", QUICK, TALKS_32_S),
                Arguments.of("call-loss-10-outbound-only", QUICK.loss(0, 10), TALKS_32_S),
                Arguments.of("call-one-way-no-rtp-back", QUICK.oneWay(), TALKS_32_S),
                Arguments.of("pdd-slow-ringing-8s", Conditions.WELL.ringingAfter(Duration.ofSeconds(8)), RINGS_2_S),
                Arguments.of("call-no-answer", Conditions.WELL, NEVER_ANSWERS),
                Arguments.of("call-busy-486", Conditions.WELL, new Callee.Busy()),
                Arguments.of("call-refused-503", Conditions.WELL.refusingCalls(503), TALKS_32_S),
                Arguments.of("call-not-found-404", Conditions.WELL.refusingCalls(404), TALKS_32_S),
                Arguments.of("call-forbidden-403", Conditions.WELL.refusingCalls(403), TALKS_32_S),
                Arguments.of("call-codec-488", Conditions.WELL.refusingCalls(488), TALKS_32_S));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aCallOverOneTrunkIsToldAsTheRealOneTellsIt(String recording, Conditions alpha, Callee.Does callee) {
        var rig = Rig.mighty(Rig.RECORDED).login("on");
        rig.world.carrier("Alpha Telecom", alpha);
        rig.call("0201555111", callee).seconds(60);

        var real = onTrunks(Recording.of(recording).heard(), Set.of("prov-a", "prov-a-g722"));
        var ours = onTrunks(rig.heard(), Set.of("alpha"));

        assertThat(steps(ours)).isEqualTo(steps(real));
        sameHeaders(ours, real);
        sameForms(ours, real);
    }

    @Test
    void silenceEndsByTheProgressTimeOutAndIsToldLikeARecordedTimeOut() {
        var rig = Rig.mighty(Rig.RECORDED).login("on");
        rig.world.carrier("Alpha Telecom", Conditions.WELL.ringingAfter(Duration.ofMinutes(1)));
        rig.call("0201555111", TALKS_32_S).seconds(30);

        var real = onTrunks(Recording.of("call-no-ring-no-answer").heard(), Set.of("prov-a"));
        var ours = onTrunks(rig.heard(), Set.of("alpha"));

        // The recorded Dial had no progress time-out, which is why its DialEnd says NOANSWER; measured with one:
        // CHANUNAVAIL.
        assertThat(ours.stream().map(Heard::event))
                .isEqualTo(real.stream().map(Heard::event).toList());
        assertThat(ours.get(ours.size() - 2).get("DialStatus")).isEqualTo("CHANUNAVAIL");
        assertThat(ours.get(ours.size() - 1).get("Cause")).isEqualTo("0");
        sameHeaders(ours, real);
    }

    @Test
    void aRefusedCallGoesOnToTheNextTrunk() {
        var rig = Rig.mighty(Rig.RECORDED).login("on");
        rig.world.carrier("Alpha Telecom", QUICK.refusingCalls(503));
        rig.world.carrier("Beta Voice", QUICK);
        rig.call("0201555111", new Callee.Answers(Duration.ZERO, Duration.ofSeconds(3)))
                .seconds(20);

        var real = onTrunks(Recording.of("call-failover-503-then-b").heard(), Set.of("prov-a", "prov-b"));
        var ours = onTrunks(rig.heard(), Set.of("alpha", "beta"));

        assertThat(steps(ours)).isEqualTo(steps(real));
        sameHeaders(ours, real);
        assertThat(ours.stream()
                        .map(h -> h.get("Linkedid"))
                        .filter(id -> !id.isEmpty())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void anUnreachableTrunkGetsNoChannelAndOnlyAUserEvent() {
        var rig = Rig.mighty(Rig.RECORDED).login("on");
        rig.world.carrier("Alpha Telecom", Conditions.WELL.gone());
        rig.seconds(15).forget();
        rig.call("0201555111", new Callee.Answers(Duration.ofSeconds(1), Duration.ofSeconds(3)))
                .seconds(20);

        var real = Recording.of("call-trunk-marked-unreachable").heard();
        var ours = rig.heard();
        assertThat(onTrunks(ours, Set.of("alpha"))).isEmpty();
        var onBeta = onTrunks(ours, Set.of("beta"));
        assertThat(steps(onBeta)).isEqualTo(steps(onTrunks(real, Set.of("prov-b"))));

        var attempt = rig.heard("UserEvent").stream()
                .filter(h -> h.get("UserEvent").equals("TrunkAttempt"))
                .findFirst()
                .orElseThrow();
        var realAttempt = Recording.of("dialplan-userevent").heard().stream()
                .filter(h -> h.is("UserEvent"))
                .findFirst()
                .orElseThrow();
        int name = attempt.names().indexOf("UserEvent");
        assertThat(attempt.names().subList(0, name + 2))
                .isEqualTo(realAttempt.names().subList(0, name + 2));
        for (String field : List.of("UserEvent", "Route", "DialStatus", "HangupCause")) {
            assertThat(attempt.get(field)).as(field).isEqualTo(realAttempt.get(field));
        }
        assertThat(attempt.get("Trunk")).isEqualTo("alpha");
    }

    @Test
    void aBlackholedProviderAndItsReturnAreToldInTheRecordedOrder() {
        var rig = Rig.mighty(Rig.RECORDED).login("on");
        rig.seconds(20).forget();
        rig.world.carrier("Alpha Telecom", Conditions.WELL.gone());
        rig.seconds(75);
        rig.world.carrier("Alpha Telecom", Conditions.WELL);
        rig.seconds(40);

        var real = states(Recording.of("provider-blackholed-and-back").heard(), "prov-a", "acct-a");
        var ours = states(rig.heard(), "alpha", "acct-alpha");

        // The recording begins while the trunk comes up from the test before: its first two are not of this situation.
        assertThat(ours.stream().map(FollowsTheRecordingsTest::state))
                .isEqualTo(real.stream()
                        .skip(2)
                        .map(FollowsTheRecordingsTest::state)
                        .toList());
        sameHeaders(ours, real.subList(2, real.size()));
        sameForms(ours, real);
    }

    @Test
    void unregisteringAndRegisteringAreToldInTheRecordedOrder() {
        var rig = Rig.mighty(Rig.RECORDED).login("on").forget();
        rig.send("Action: PJSIPUnregister\r\nRegistration: alpha\r\n\r\n").seconds(1);
        rig.send("Action: PJSIPRegister\r\nRegistration: alpha\r\n\r\n").seconds(12);

        var real = states(Recording.of("registration-up").heard(), "prov-a", "acct-a");
        var ours = states(rig.heard(), "alpha", "acct-alpha");
        assertThat(real.stream().map(FollowsTheRecordingsTest::state)).containsExactly("Unregistered", "Unregistered");
        // The recording ends before the ten seconds are over, within which the PBX registers.
        assertThat(ours.stream().map(FollowsTheRecordingsTest::state))
                .containsExactly("Unregistered", "Unregistered", "Registered");
        sameHeaders(ours.subList(0, 2), real);
    }

    @Test
    void aRefusedRegistrationIsRejectedAtEachRetryAndComesBack() {
        var rig = Rig.mighty(Rig.RECORDED).login("on").forget();
        rig.world.carrier("Alpha Telecom", Conditions.WELL.refusingRegistration(403));
        rig.send("Action: PJSIPUnregister\r\nRegistration: alpha\r\n\r\n")
                .seconds(1)
                .forget();
        rig.send("Action: PJSIPRegister\r\nRegistration: alpha\r\n\r\n").seconds(12);
        rig.world.carrier("Alpha Telecom", Conditions.WELL);
        rig.seconds(20);

        var real = states(Recording.of("registration-wrong-secret").heard(), "prov-a", "acct-a");
        var ours = states(rig.heard(), "alpha", "acct-alpha");
        assertThat(real.stream().map(FollowsTheRecordingsTest::state))
                .containsExactly("Rejected", "Rejected", "Registered");
        assertThat(ours.stream().map(FollowsTheRecordingsTest::state))
                .startsWith("Unregistered", "Rejected")
                .endsWith("Rejected", "Registered");
        sameHeaders(ours.subList(1, 2), real.subList(0, 1));
    }

    private static List<Heard> onTrunks(List<Heard> all, Set<String> trunks) {
        return all.stream()
                .filter(h -> KEPT.contains(h.event()))
                .filter(h -> trunks.contains(trunk(h)))
                .toList();
    }

    private static String trunk(Heard event) {
        var channel = event.find("DestChannel").orElse(event.get("Channel"));
        return channel.startsWith("PJSIP/") ? channel.substring(6, channel.lastIndexOf('-')) : "";
    }

    private static List<Heard> states(List<Heard> all, String endpoint, String account) {
        return all.stream()
                .filter(h -> h.get("Peer").equals("PJSIP/" + endpoint)
                        || (h.is("ContactStatus") && h.get("EndpointName").equals(endpoint))
                        || (h.is("Registry") && h.get("Username").startsWith("sip:" + account + "@")))
                .toList();
    }

    private static String state(Heard event) {
        return event.find("PeerStatus").or(() -> event.find("ContactStatus")).orElse(event.get("Status"));
    }

    /** What happened, runs of RTCP as one: which side reports first is chance, as in the recordings. */
    private static List<String> steps(List<Heard> events) {
        List<String> steps = new ArrayList<>();
        for (Heard event : events) {
            var step = event.event().startsWith("RTCP")
                    ? "RTCP"
                    : String.join(
                            " ",
                            event.event(),
                            event.get("ChannelState"),
                            event.get("DestChannelState"),
                            event.get("DialStatus"),
                            event.get("Cause"),
                            event.get("Cause-txt"),
                            event.get("TechCause"));
            if (steps.isEmpty()
                    || !(step.equals("RTCP") && steps.get(steps.size() - 1).equals("RTCP"))) {
                steps.add(step);
            }
        }
        return steps;
    }

    /** Every event we tell has the very headers of a recorded one of its kind. */
    private static void sameHeaders(List<Heard> ours, List<Heard> real) {
        for (Heard event : ours) {
            var recorded = real.stream()
                    .filter(r -> kind(r).equals(kind(event)))
                    .map(Heard::names)
                    .findFirst();
            assertThat(recorded).as("recorded " + kind(event)).isPresent();
            assertThat(event.names()).as(kind(event)).isEqualTo(recorded.orElseThrow());
        }
    }

    private static String kind(Heard event) {
        return event.event() + " " + event.get("PT") + " " + event.get("ReportCount")
                + (event.find("TechCause").isPresent() ? " with SIP code" : "");
    }

    private static final Map<String, Pattern> FORMS = Map.ofEntries(
            form("Channel", "PJSIP/[a-z0-9-]+-[0-9a-f]{8}|Local/.*"),
            form("DestChannel", "PJSIP/[a-z0-9-]+-[0-9a-f]{8}"),
            form("ChannelState", "[0456]"),
            form("ChannelStateDesc", "Down|Ring|Ringing|Up"),
            form("Uniqueid", "[a-z]+-\\d{10}\\.\\d+"),
            form("Linkedid", "[a-z]+-\\d{10}\\.\\d+"),
            form("DialString", "\\d+@[a-z0-9-]+"),
            form("BridgeUniqueid", "[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}"),
            form("To", "\\d+\\.\\d+\\.\\d+\\.\\d+:\\d{5}"),
            form("From", "\\d+\\.\\d+\\.\\d+\\.\\d+:\\d{5}"),
            form("MES", "\\d{2}\\.\\d"),
            form("RTT", "\\d\\.\\d{4}"),
            form("SSRC", "0x[0-9a-f]{8}"),
            form("PT", "20[01]\\([SR]R\\)"),
            form("SentNTP", "\\d{10}\\.\\d{6}"),
            form("SentRTP", "\\d+"),
            form("SentPackets", "\\d+"),
            form("SentOctets", "\\d+"),
            form("Report0SourceSSRC", "0x[0-9a-f]{8}"),
            form("Report0FractionLost", "\\d{1,3}"),
            form("Report0CumulativeLost", "\\d+"),
            form("Report0HighestSequence", "\\d{1,5}"),
            form("Report0SequenceNumberCycles", "\\d+"),
            form("Report0IAJitter", "\\d+"),
            form("Report0LSR", "\\d{1,10}"),
            form("Report0DLSR", "\\d\\.\\d{4}"),
            form("URI", "sip:\\d+\\.\\d+\\.\\d+\\.\\d+:5060"),
            form("RoundtripUsec", "\\d{1,7}"),
            form("Username", "sip:acct-[a-z]+@\\d+\\.\\d+\\.\\d+\\.\\d+"),
            form("Domain", "sip:\\d+\\.\\d+\\.\\d+\\.\\d+"));

    private static Map.Entry<String, Pattern> form(String header, String pattern) {
        return Map.entry(header, Pattern.compile(pattern));
    }

    /** The forms hold for the recording too, else they would say nothing about ours. */
    private static void sameForms(List<Heard> ours, List<Heard> real) {
        Stream.concat(real.stream(), ours.stream())
                .flatMap(h -> h.headers().stream())
                .filter(header -> FORMS.containsKey(header.getKey()))
                .forEach(header -> assertThat(header.getValue())
                        .as(header.getKey())
                        .matches(FORMS.getOrDefault(header.getKey(), Pattern.compile(".*"))));
    }
}

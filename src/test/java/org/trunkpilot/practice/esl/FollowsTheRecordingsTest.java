package org.trunkpilot.practice.esl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.trunkpilot.practice.world.Callee;
import org.trunkpilot.practice.world.Conditions;

/**
 * The world beside recordings of a real FreeSWITCH in the same situation: the same events about the leg, in the same order, with no
 * header that the real one does not have, in its order, and the words by which the end is told.
 */
class FollowsTheRecordingsTest {
    private static final Path RECORDINGS = Path.of("src/test/resources/recordings/esl");
    private static final Callee.Does TALKS = new Callee.Answers(Duration.ofSeconds(1), Duration.ofSeconds(12));
    private static final Conditions QUICK = Conditions.WELL.ringingAfter(Duration.ZERO);

    /** The dialplan of the recordings was not ours, and set other variables. */
    private static final Set<String> OURS = Set.of("variable_trunkpilot_trunk", "variable_trunkpilot_route");

    static Stream<Arguments> calls() {
        return Stream.of(
                Arguments.of("call-normal-30s", QUICK, TALKS),
                Arguments.of("call-slow-pdd-8s", Conditions.WELL.ringingAfter(Duration.ofSeconds(8)), TALKS),
                Arguments.of("call-503", QUICK.refusingCalls(503), TALKS),
                Arguments.of("call-403", QUICK.refusingCalls(403), TALKS),
                Arguments.of("call-404", QUICK.refusingCalls(404), TALKS),
                Arguments.of("call-488", QUICK.refusingCalls(488), TALKS),
                Arguments.of("steer-failover-progress-timeout", QUICK.gone(), TALKS),
                Arguments.of("call-no-answer-caller-cancels", QUICK, new Callee.LetsItRing(Duration.ofSeconds(14))),
                Arguments.of("call-oneway-provider-sends-no-rtp", QUICK.oneWay(), TALKS));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aLegIsToldAsTheRealOneTellsIt(String recording, Conditions alpha, Callee.Does callee) throws IOException {
        var rig = Rig.signedIn();
        rig.world.carrier("Alpha Telecom", alpha);
        rig.call("0201555111", callee).seconds(40);

        List<Map<String, String>> real = firstLeg(Rig.events(read(recording)));
        List<Map<String, String>> ours = firstLeg(Rig.events(rig.wire()));

        assertThat(steps(ours)).isEqualTo(steps(real));
        for (Map<String, String> event : ours) {
            Map<String, String> twin = real.stream()
                    .filter(other -> other.get("Event-Name").equals(event.get("Event-Name")))
                    .findFirst()
                    .orElseThrow();
            assertThat(event.keySet().stream().filter(header -> !OURS.contains(header)))
                    .as(event.get("Event-Name"))
                    .allMatch(twin::containsKey, "a header that the real one has");
        }
        assertThat(end(ours)).isEqualTo(end(real));
    }

    private static String read(String recording) throws IOException {
        return Files.readString(RECORDINGS.resolve(recording + ".esl"), StandardCharsets.ISO_8859_1);
    }

    private static List<Map<String, String>> firstLeg(List<Map<String, String>> events) {
        String leg = events.stream()
                .filter(event -> event.containsKey("variable_sip_gateway_name"))
                .findFirst()
                .orElseThrow()
                .get("Unique-ID");
        return events.stream()
                .filter(event -> leg.equals(event.get("Unique-ID")))
                // Told at the same moment as CHANNEL_CREATE, and not asked for by us; transfers and such likewise.
                .filter(event -> Rig.EVERYTHING.contains(" " + event.get("Event-Name") + " "))
                .filter(event -> !event.get("Event-Name").equals("CUSTOM"))
                .toList();
    }

    /** Reports once each: how many there are depends on how long the call was. */
    private static List<String> steps(List<Map<String, String>> events) {
        List<String> steps = new ArrayList<>();
        for (Map<String, String> event : events) {
            String name = event.get("Event-Name");
            if (!name.endsWith("RTCP_MESSAGE")) {
                steps.add(name);
            }
        }
        return steps;
    }

    private static List<String> end(List<Map<String, String>> events) {
        Map<String, String> end = events.get(events.size() - 1);
        return Stream.of(
                        "Event-Name",
                        "Hangup-Cause",
                        "variable_hangup_cause_q850",
                        "variable_sip_hangup_disposition",
                        "variable_sip_invite_failure_status")
                .map(header -> header + "=" + end.getOrDefault(header, ""))
                .toList();
    }
}

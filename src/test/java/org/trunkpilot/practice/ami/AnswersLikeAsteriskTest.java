package org.trunkpilot.practice.ami;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.trunkpilot.practice.world.Callee;
import org.trunkpilot.practice.world.Conditions;

/** What a client gets for its actions, beside what the real Asterisk gave for the same ones. */
class AnswersLikeAsteriskTest {
    /** Their values are those of the day; the others must be the recorded ones. */
    private static final Set<String> OF_THE_DAY = Set.of(
            "Timestamp",
            "CoreStartupDate",
            "CoreStartupTime",
            "CoreReloadDate",
            "CoreReloadTime",
            "CoreProcessedCalls",
            "AsteriskVersion",
            "SystemName",
            "ClientUri",
            "ServerUri",
            "Username",
            "Password",
            "Contacts",
            "ListItems",
            "FromUser",
            "DirectMedia",
            "URI",
            "RoundtripUsec",
            "ID",
            "Match",
            "Uptime",
            "LastReload",
            "Challenge");

    private static final String LIST_COMMANDS = "c5";

    @Test
    void everySnapshotActionIsAnsweredWithTheRecordedHeadersAndValues() {
        var recording = Recording.of("actions-snapshot");
        // What Trunkpilot never asks for is not made believe.
        var asked = recording.sent().stream()
                .filter(text -> !text.contains("DeviceStateList") && !text.contains("LoggerRotate"))
                .toList();
        var rig = Rig.mighty(Rig.RECORDED);
        asked.forEach(text -> rig.send(ours(text)));

        for (String id : ids(asked)) {
            var real = answers(recording.heard(), id);
            var ours = answers(rig.heard(), id);
            if (!id.equals(LIST_COMMANDS)) {
                assertThat(kinds(ours)).as(id).isEqualTo(kinds(real));
                sameAs(real, ours);
            }
        }
        // There are fewer commands, each with the words and the rights of the real one.
        assertThat(answers(recording.heard(), LIST_COMMANDS).get(0).headers())
                .containsAll(answers(rig.heard(), LIST_COMMANDS).get(0).headers());
    }

    @Test
    void anErrorAboutPjsipEndsInABareLineFeedAsTheRealOneDoes() {
        var rig = Rig.mighty(Rig.RECORDED).login("off");
        rig.send("Action: PJSIPShowContacts\r\nActionID: c8\r\n\r\n");
        var answer = "Response: Error\r\nActionID: c8\r\nMessage: No Contacts found\n\r\n\r\n";

        assertThat(rig.wire()).endsWith(answer);
        assertThat(Recording.of("actions-snapshot").wire()).contains(answer);
    }

    @Test
    void astDbActionsAreAnsweredByteForByte() {
        var recording = Recording.of("actions-astdb");
        var rig = Rig.mighty(Rig.RECORDED);
        recording.sent().forEach(text -> rig.send(text.replace("s3cret-lab", Rig.SECRET)));

        // After the login the recorded account heard a security event, which is not made believe.
        var from = "Response: Error\r\nActionID: c40";
        assertThat(rig.wire().substring(rig.wire().indexOf(from)))
                .isEqualTo(recording.wire().substring(recording.wire().indexOf(from)));
    }

    @Test
    void variablesAreAnsweredAsRecorded() {
        var recording = Recording.of("actions-globals-config-dialplan");
        var rig = Rig.mighty(Rig.RECORDED);
        recording.sent().stream().limit(8).forEach(text -> rig.send(text.replace("s3cret-lab", Rig.SECRET)));

        for (String id : List.of("c50", "c51", "c52", "c53", "c54", "c55", "c56")) {
            assertThat(answers(rig.heard(), id)).as(id).isEqualTo(answers(recording.heard(), id));
        }
    }

    @Test
    void eventMasksAreAnsweredByteForByte() {
        var recording = Recording.of("login-eventmask");
        var rig = Rig.mighty(Rig.RECORDED);
        recording.sent().forEach(text -> rig.send(text.replace("s3cret-lab", Rig.SECRET)));
        assertThat(rig.wire()).isEqualTo(recording.wire());
    }

    @Test
    void nothingIsDoneBeforeTheLogin() {
        var recording = Recording.of("action-before-login");
        var rig = Rig.mighty(Rig.RECORDED);
        recording.sent().forEach(rig::send);
        assertThat(rig.wire()).isEqualTo(recording.wire());
    }

    @Test
    void anMd5LoginWorksAndALogoffSaysGoodbye() {
        var recording = Recording.of("login-md5");
        var rig = Rig.mighty(Rig.RECORDED).send(recording.sent().get(0));
        var challenge = rig.heard().get(0).get("Challenge");
        rig.send("Action: Login\r\nActionID: c2\r\nAuthType: MD5\r\nUsername: controller\r\nKey: "
                + Account.md5(challenge + Rig.SECRET) + "\r\n\r\n");
        recording.sent().stream().skip(2).forEach(rig::send);

        var real =
                recording.heard().stream().filter(h -> !h.is("SuccessfulAuth")).toList();
        assertThat(kinds(rig.heard())).isEqualTo(kinds(real));
        sameAs(real, rig.heard());
        assertThat(rig.hungUp).isTrue();
    }

    @Test
    void aWrongSecretIsToldAfterASecondAndHungUpOn() {
        var recording = Recording.of("login-wrong-password");
        var rig = Rig.mighty(Rig.RECORDED).send(recording.sent().get(0));
        rig.advance(Duration.ofMillis(999));
        assertThat(rig.wire()).isEqualTo(AmiDialogue.BANNER);
        rig.send("Action: Ping\r\n\r\n").advance(Duration.ofMillis(2));
        assertThat(rig.wire()).isEqualTo(recording.wire());
        assertThat(rig.hungUp).isTrue();
    }

    @Test
    void anAccountOfLeastRightsMayDoWhatTheRealOneMay() {
        var recording = Recording.of("least-privilege-user");
        var rig = Rig.least();
        var asked = recording.sent().stream()
                .filter(text ->
                        text.matches("(?s)Action: (CoreStatus|PJSIP\\w+|CoreShowChannels|DB\\w+|Setvar|Command)\r\n.*"))
                .toList();
        rig.login("on");
        asked.forEach(text -> rig.send(ours(text)));

        assertThat(asked).hasSize(9);
        for (String id : ids(asked)) {
            assertThat(kinds(answers(rig.heard(), id))).as(id).isEqualTo(kinds(answers(recording.heard(), id)));
        }
        assertThat(answers(rig.heard(), "c35").get(0).get("Message")).isEqualTo("Permission denied");
    }

    @Test
    void aQualifyOfASilentTrunkIsToldThreeSecondsLaterAndOfOneThatIsBackAtOnce() {
        var rig = Rig.least().login("on");
        rig.world.carrier("Alpha Telecom", Conditions.WELL.gone());
        rig.forget().send("Action: PJSIPQualify\r\nEndpoint: alpha\r\n\r\n").advance(Duration.ofMillis(2999));
        assertThat(rig.heard("ContactStatus")).isEmpty();
        rig.advance(Duration.ofMillis(1));
        assertThat(rig.heard("ContactStatus")).singleElement().satisfies(event -> {
            assertThat(event.get("ContactStatus")).isEqualTo("Unreachable");
            assertThat(event.get("RoundtripUsec")).isEqualTo("0");
        });
        rig.forget().send("Action: PJSIPShowEndpoint\r\nEndpoint: alpha\r\n\r\n");
        assertThat(rig.heard("ContactStatusDetail").get(0).get("RoundtripUsec")).isEqualTo("N/A");

        rig.world.carrier("Alpha Telecom", Conditions.WELL);
        rig.forget().send("Action: PJSIPQualify\r\nEndpoint: alpha\r\n\r\n").advance(Duration.ofMillis(50));
        assertThat(rig.heard("ContactStatus").get(0).get("ContactStatus")).isEqualTo("Reachable");
    }

    @Test
    void aQualifyThatChangesNothingShowsOnlyInTheRoundTrip() {
        var rig = Rig.least().login("on");
        List<String> roundTrips = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            rig.forget().send("Action: PJSIPQualify\r\nEndpoint: alpha\r\n\r\n").seconds(1);
            assertThat(rig.heard("ContactStatus")).isEmpty();
            rig.send("Action: PJSIPShowEndpoint\r\nEndpoint: alpha\r\n\r\n");
            roundTrips.add(rig.heard("ContactStatusDetail").get(0).get("RoundtripUsec"));
        }
        assertThat(roundTrips).doesNotHaveDuplicates();
    }

    @Test
    void callsThatAreUpAreListedWithTheRecordedHeaders() {
        var rig = Rig.mighty(Rig.RECORDED).login("off");
        rig.call("0201555111", new Callee.Answers(Duration.ZERO, Duration.ofMinutes(1)))
                .seconds(12);
        rig.forget().send("Action: CoreShowChannels\r\n\r\nAction: Status\r\n\r\n");

        var leg = rig.heard("CoreShowChannel").get(1);
        assertThat(leg.get("Channel")).startsWith("PJSIP/alpha-");
        assertThat(leg.get("Application")).isEqualTo("AppDial");
        assertThat(leg.get("BridgeId"))
                .isNotEmpty()
                .isEqualTo(rig.heard("CoreShowChannel").get(0).get("BridgeId"));
        assertThat(leg.get("Duration")).matches("00:00:1\\d");
        assertThat(rig.heard("Status")).hasSize(2);

        rig.forget()
                .send("Action: Getvar\r\nChannel: " + leg.get("Channel") + "\r\nVariable: CHANNEL(endpoint)\r\n\r\n");
        assertThat(rig.heard().get(0).get("Value")).isEqualTo("alpha");
        rig.forget()
                .send("Action: Getvar\r\nChannel: " + leg.get("Channel")
                        + "\r\nVariable: CHANNEL(rtcp,all,audio)\r\n\r\n");
        assertThat(rig.heard().get(0).get("Value"))
                .matches("ssrc=\\d+;themssrc=\\d+;lp=0;rxjitter=0\\.\\d{6};rxcount=5\\d\\d;txjitter=0\\.\\d{6};"
                        + "txcount=5\\d\\d;rlp=0;rtt=0\\.0\\d{5};rxmes=\\d+\\.\\d{6};txmes=\\d+\\.\\d{6}");
    }

    @Test
    void filtersLetThroughOnlyWhatTheyName() {
        var rig = Rig.mighty(Rig.RECORDED).login("on");
        rig.send(
                "Action: Filter\r\nOperation: Add\r\nMatchCriteria: action(include),name(DialBegin)\r\nFilter: \r\n\r\n");
        rig.send("Action: Filter\r\nOperation: Add\r\nFilter: Event: Hangup\r\n\r\n");
        rig.send("Action: Filter\r\nOperation: Add\r\nFilter: !Channel: PJSIP/desk\r\n\r\n");
        assertThat(rig.heard().stream().map(h -> h.get("Message"))).endsWith("Success", "Success", "Success");
        rig.forget().call("0201555111", new Callee.Busy()).seconds(5);

        // DialBegin names the desk too, and HangupRequest begins with Hangup.
        assertThat(rig.heard().stream().map(Heard::event)).containsExactly("HangupRequest", "Hangup");

        rig.forget().send("Action: Filter\r\nOperation: Add\r\nFilter: (\r\n\r\n");
        assertThat(rig.heard().get(0).get("Response")).isEqualTo("Error");
    }

    @Test
    void aLineBeyondWhatAsteriskReadsIsRefusedAndTheSessionGoesOn() {
        var rig = Rig.mighty(Rig.RECORDED).login("off");
        rig.forget().send("Action: DBPut\r\nFamily: f\r\nKey: k\r\nVal: " + "x".repeat(5000) + "\r\n\r\n");
        assertThat(rig.heard().get(0).get("Message")).isEqualTo("Failed to parse message: line too long");
        assertThat(rig.world.db().get("f", "k")).isEmpty();
        rig.forget().send("Action: Ping\r\n\r\n");
        assertThat(rig.heard().get(0).get("Ping")).isEqualTo("Pong");
    }

    @Test
    void anActionCutAnywhereIsUnderstood() {
        var whole = Rig.mighty(Rig.RECORDED).login("off");
        var cut = Rig.mighty(Rig.RECORDED).login("off");
        var text = "Action: DBPut\r\nActionID: 7\r\nFamily: f\r\nKey: k\r\nVal: v: 1\r\n\r\n";
        whole.send(text);
        text.chars().forEach(c -> cut.send(Character.toString(c)));
        assertThat(cut.wire()).isEqualTo(whole.wire());
        assertThat(cut.world.db().get("f", "k")).contains("v: 1");
    }

    private static String ours(String sent) {
        return sent.replace("prov-a", "alpha").replace("prov-b", "beta").replace("s3cret-lab", Rig.SECRET);
    }

    private static List<String> ids(List<String> sent) {
        return sent.stream()
                .map(text -> text.replaceAll("(?s).*ActionID: (\\w+)\r.*", "$1"))
                .toList();
    }

    private static List<Heard> answers(List<Heard> all, String id) {
        return all.stream().filter(h -> h.get("ActionID").equals(id)).toList();
    }

    /** Each kind of message with its headers, repetitions once: we have other numbers of endpoints. */
    private static List<String> kinds(List<Heard> answers) {
        List<String> kinds = new ArrayList<>();
        for (Heard answer : answers) {
            var kind = answer.event() + answer.get("Response") + answer.names();
            if (!kinds.contains(kind)) {
                kinds.add(kind);
            }
        }
        return kinds;
    }

    /** Of each event of a trunk, and of each answer, the recorded values, but for those of the day. */
    private static void sameAs(List<Heard> real, List<Heard> ours) {
        for (Heard recorded : real) {
            if (Set.of("prov-a-g722", "prov-a-rtpto", "phone1").contains(recorded.get("ObjectName"))) {
                continue;
            }
            var same = ours.stream()
                    .filter(h -> values(h).equals(values(recorded)))
                    .findFirst();
            assertThat(same)
                    .as(values(recorded) + "\namong\n"
                            + ours.stream().map(AnswersLikeAsteriskTest::values).toList())
                    .isPresent();
        }
    }

    private static List<String> values(Heard answer) {
        return answer.headers().stream()
                .filter(header -> !OF_THE_DAY.contains(header.getKey()))
                .map(header -> header.getKey() + ": "
                        + header.getValue().replace("prov-a", "alpha").replace("prov-b", "beta"))
                .toList();
    }
}

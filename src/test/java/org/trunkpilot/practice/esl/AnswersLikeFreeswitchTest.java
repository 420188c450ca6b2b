package org.trunkpilot.practice.esl;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.trunkpilot.practice.world.Callee;
import org.trunkpilot.practice.world.Conditions;

/** Commands of the event socket, answered as recordings answer them. */
class AnswersLikeFreeswitchTest {
    private static final Callee.Does TALKS = new Callee.Answers(Duration.ZERO, Duration.ofSeconds(60));

    @Test
    void aStrangerHearsWhoIsThereAndMayDoNothing() {
        var rig = new Rig("");

        assertThat(rig.wire()).isEqualTo("Content-Type: auth/request\n\n");
        assertThat(rig.asked("api version"))
                .isEqualTo("Content-Type: command/reply\nReply-Text: -ERR command not found\n\n");
        assertThat(rig.hungUp).isFalse();
    }

    @Test
    void theRightPasswordIsAcceptedAndAWrongOneIsHungUpOn() {
        assertThat(new Rig("").asked("auth " + Rig.PASSWORD)).contains("Reply-Text: +OK accepted\n\n");

        var rig = new Rig("");
        assertThat(rig.asked("auth ClueCon"))
                .startsWith("Content-Type: command/reply\nReply-Text: -ERR invalid\n\n")
                .contains("Content-Type: text/disconnect-notice\nContent-Length: 67\n\n");
        assertThat(rig.hungUp).isTrue();
        assertThat(rig.asked("api version")).isEmpty();
    }

    @Test
    void aCommandCutAnywhereIsOneCommand() {
        var rig = Rig.signedIn();
        "api strepoch\n\n".chars().forEach(c -> rig.dialogue.receive(Character.toString(c)));

        assertThat(rig.wire()).isEqualTo("Content-Type: api/response\nContent-Length: 10\n\n1795428001");
    }

    @Test
    void rowsAreKeptInHashAndDbAndAMissingOneIsNoReply() {
        var rig = Rig.signedIn();

        assertThat(rig.api("hash select/trunkpilot/default")).isEqualTo("-ERR no reply\n");
        assertThat(rig.api("hash insert/trunkpilot/default/1:2:x:b&a")).isEqualTo("+OK\n");
        assertThat(rig.api("hash select/trunkpilot/default")).isEqualTo("1:2:x:b&a");
        assertThat(rig.api("db select/trunkpilot/default")).isEqualTo("-ERR no reply\n");
        assertThat(rig.api("hash delete/trunkpilot/default")).isEqualTo("+OK\n");
        assertThat(rig.api("hash delete/trunkpilot/default")).isEqualTo("-ERR Not found\n");
        assertThat(rig.api("db delete/trunkpilot/default")).isEqualTo("+OK\n");
    }

    @Test
    void theNextCallObeysTheHashAndWithoutOneTheDb() {
        var rig = Rig.signedIn();
        String valid = (Rig.START.getEpochSecond() + 300) + ":1:x:beta&alpha";

        assertThat(trunkOfNextCall(rig)).isEqualTo("alpha");
        rig.api("db insert/trunkpilot/default/" + valid);
        assertThat(trunkOfNextCall(rig)).isEqualTo("beta");
        rig.api("hash insert/trunkpilot/default/" + valid.replace("beta&alpha", "alpha&beta"));
        assertThat(trunkOfNextCall(rig)).isEqualTo("alpha");
        rig.api("hash insert/trunkpilot/default/garbage");
        assertThat(trunkOfNextCall(rig)).isEqualTo("beta");
    }

    private static String trunkOfNextCall(Rig rig) {
        rig.forget().call("0201555111", TALKS).seconds(3);
        return rig.heard("CHANNEL_CREATE").stream()
                .filter(event -> event.containsKey("variable_sip_gateway_name"))
                .findFirst()
                .orElseThrow()
                .get("variable_sip_gateway_name");
    }

    @Test
    void aGatewayIsShownAsItStandsAndAnUnknownOneIsInvalid() {
        var rig = Rig.signedIn();

        assertThat(rig.api("sofia xmlstatus gateway alpha"))
                .contains(
                        "<name>alpha</name>", "<state>REGED</state>", "<status>UP</status>", "<pingfreq>5</pingfreq>");
        assertThat(rig.api("sofia xmlstatus gateway external::alpha")).contains("<name>alpha</name>");
        assertThat(rig.api("sofia xmlstatus gateway")).contains("<name>alpha</name>", "<name>beta</name>");
        assertThat(rig.api("sofia xmlstatus gateway nosuch")).isEqualTo("Invalid Gateway!\n");
    }

    @Test
    void aSilentCarrierLeavesAPingOutAndTheGatewayUpForHalfAMinute() {
        var rig = Rig.signedIn();
        rig.world.carrier("Alpha Telecom", Conditions.WELL.gone());
        rig.seconds(8);

        assertThat(rig.api("sofia xmlstatus gateway alpha")).contains("<pinging>1</pinging>", "<status>UP</status>");
        rig.seconds(32);
        assertThat(rig.heard("sofia::gateway_state"))
                .last()
                .satisfies(event ->
                        assertThat(event).containsEntry("Ping-Status", "DOWN").containsEntry("Status", "408"));
        assertThat(rig.api("sofia xmlstatus gateway alpha")).contains("<status>DOWN</status>");
        rig.forget().call("0201555111", TALKS).seconds(2);
        assertThat(rig.heard("trunkpilot::attempt"))
                .singleElement()
                .satisfies(event -> assertThat(event)
                        .containsEntry("Trunkpilot-Trunk", "alpha")
                        .containsEntry("Trunkpilot-Cause", "GATEWAY_DOWN"));
    }

    @Test
    void aRegisterOnDemandIsToldWhenItWasAnswered() {
        var rig = Rig.signedIn();

        assertThat(rig.api("sofia profile external register alpha")).isEqualTo("+OK\n");
        rig.seconds(1);
        assertThat(rig.heard("sofia::gateway_state").get(0))
                .containsEntry("Gateway", "alpha")
                .containsEntry("State", "REGISTER")
                .containsEntry("Status", "200");
    }

    @Test
    void channelsThatAreUpAreListedAndDumped() {
        var rig = Rig.signedIn();
        assertThat(rig.api("show channels as json")).isEqualTo("{\"row_count\":0}\n");
        rig.call("0201555111", TALKS).seconds(5);

        String leg = rig.heard("CHANNEL_ANSWER").get(0).get("Unique-ID");
        assertThat(rig.api("show channels as json"))
                .contains("\"row_count\":2", "\"uuid\":\"" + leg + "\"", "\"callstate\":\"ACTIVE\"");
        assertThat(rig.api("uuid_dump " + leg + " json"))
                .contains("\"variable_sip_gateway_name\":\"alpha\"", "\"Answer-State\":\"answered\"");
        assertThat(rig.api("uuid_getvar " + leg + " sip_gateway_name")).isEqualTo("alpha");
        assertThat(rig.api("uuid_dump 00000000-0000-0000-0000-000000000000 json"))
                .startsWith("-ERR");
    }

    @Test
    void aBackgroundJobTellsItsOutputAsAnEvent() {
        var rig = Rig.signedIn();
        String answer = rig.asked("bgapi strepoch");

        String job = rig.heard("BACKGROUND_JOB").get(0).get("Job-UUID");
        assertThat(answer).contains("Reply-Text: +OK Job-UUID: " + job + "\nJob-UUID: " + job + "\n\n");
        assertThat(rig.wire()).endsWith("Content-Length: 10\n\n1795428001");
    }

    @Test
    void onlyWhatWasAskedForIsTold() {
        var rig = Rig.signedIn();
        rig.send("nixevent CHANNEL_ANSWER").forget().call("0201555111", TALKS).seconds(5);
        assertThat(rig.heard("CHANNEL_CREATE")).hasSize(2);
        assertThat(rig.heard("CHANNEL_ANSWER")).isEmpty();

        rig.send("noevents").forget().seconds(30);
        assertThat(rig.wire()).isEmpty();
        assertThat(rig.asked("event json ALL")).contains("-ERR");
    }

    @Test
    void theInstalledDialplanIsShownContextByContext() {
        var rig = new Rig("<include><context name=\"a\"><x/></context><context name=\"b\"><y/></context></include>");
        rig.send("auth " + Rig.PASSWORD);

        assertThat(rig.api("xml_locate dialplan context name b")).isEqualTo("<context name=\"b\"><y/></context>");
        assertThat(rig.api("xml_locate dialplan context name c")).isEqualTo("-ERR no reply\n");
        assertThat(rig.api("xml_locate dialplan")).contains("name=\"a\"");
    }

    @Test
    void whatNobodyKnowsIsSaidSo() {
        var rig = Rig.signedIn();

        assertThat(rig.api("nonsense now")).isEqualTo("-ERR nonsense Command not found!\n");
        assertThat(rig.asked("sendmsg x")).contains("-ERR command not found");
        assertThat(rig.asked("exit")).contains("+OK bye").contains("text/disconnect-notice");
        assertThat(rig.hungUp).isTrue();
    }

    @Test
    void aHeartbeatComesEachTwentySeconds() {
        assertThat(Rig.signedIn().seconds(61).heard("HEARTBEAT")).hasSize(3);
    }
}

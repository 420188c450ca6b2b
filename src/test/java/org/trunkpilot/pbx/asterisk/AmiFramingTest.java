package org.trunkpilot.pbx.asterisk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AmiFramingTest {
    private final List<AmiFraming.Message> messages = new ArrayList<>();
    private final AmiFraming framing = new AmiFraming(messages::add);

    @Test
    void theBannerIsAMessageOfOneLine() {
        take("Asterisk Call Manager/11.0.0\r\nResponse: Success\r\nMessage: hi\r\n\r\n");

        assertThat(messages).extracting(AmiFraming.Message::isBanner).containsExactly(true, false);
        assertThat(framing.unread()).isZero();
    }

    @Test
    void aLineFeedWithoutACarriageReturnBelongsToItsValue() {
        take("Response: Error\r\nActionID: c8\r\nMessage: No Contacts found\n\r\n\r\nEvent: Shutdown\r\n\r\n");

        assertThat(messages).extracting(AmiFraming.Message::name).containsExactly("Error", "Shutdown");
        assertThat(AmiFraming.valueOf(messages.get(0).lines().get(2))).isEqualTo("No Contacts found");
        assertThat(framing.unread()).isZero();
    }

    @Test
    void aMessageCutShortByTheNextIsLostAndCounted() {
        take("Event: DialBegin\r\nPrivilege: call,all\r\nUniq");
        take("\r\nEvent: Hangup\r\nCause: 16\r\n\r\n");

        assertThat(messages).extracting(AmiFraming.Message::name).containsExactly("Hangup");
        assertThat(framing.unread()).isEqualTo(2);
    }

    @Test
    void theAnswerInsideAnOriginateResponseBeginsNoMessage() {
        take("Event: OriginateResponse\r\nResponse: Failure\r\nReason: 0\r\n\r\n");

        assertThat(messages).hasSize(1);
        assertThat(messages.get(0).lines()).hasSize(3);
        assertThat(framing.unread()).isZero();
    }

    @Test
    void garbageBetweenMessagesIsOneLossAndTheNextMessageIsRead() {
        take("\u0000\u0001garbage: of\r\nmany: lines\r\n\r\nEvent: Shutdown\r\n\r\n");

        assertThat(messages).extracting(AmiFraming.Message::name).containsExactly("Shutdown");
        assertThat(framing.unread()).isEqualTo(1);
    }

    @Test
    void aLineWithoutEndIsCutAndCountedAndTheNextMessageIsRead() {
        take("Event: Hangup\r\nCause-txt: " + "x".repeat(100_000) + "\r\nCause: 16\r\n\r\nEvent: Shutdown\r\n\r\n");

        assertThat(messages).extracting(AmiFraming.Message::name).containsExactly("Hangup", "Shutdown");
        assertThat(messages.get(0).lines()).containsExactly("Event: Hangup", "Cause: 16");
        assertThat(framing.unread()).isEqualTo(1);
    }

    @Test
    void aMessageWithoutEndIsThrownAwayAndCounted() {
        take("Event: Hangup\r\n" + "Cause: 16\r\n".repeat(30_000) + "\r\nEvent: Shutdown\r\n\r\n");

        assertThat(messages).extracting(AmiFraming.Message::name).containsExactly("Shutdown");
        assertThat(framing.unread()).isEqualTo(1);
    }

    @Test
    void whatHadBegunWhenTheStreamEndsIsCounted() {
        take("Event: Hangup\r\nCause: 1");
        framing.end();

        assertThat(messages).isEmpty();
        assertThat(framing.unread()).isEqualTo(1);
    }

    private void take(String text) {
        byte[] bytes = AmiGoldenTest.bytes(text);
        framing.take(bytes, bytes.length, Instant.EPOCH);
    }
}

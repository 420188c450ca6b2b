package org.trunkpilot.pbx.asterisk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.trunkpilot.pbx.FakeClock;
import org.trunkpilot.signal.PbxSignal;

/** What is read from a file must mean what the same bytes mean on a live link, library, threads and all. */
class CapturedEventsTest {
    static Stream<Recording> recordings() {
        return AmiGoldenTest.recordings();
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void aCaptureMeansWhatTheLiveLinkHeard(Recording recording) {
        Ear live = new Ear();
        List<PbxSignal> heard = live.hear(recording);

        var signals = new ArrayList<PbxSignal>();
        var translator = new AmiTranslator(Site.INVENTORY, Site.KEY, signals::add);
        var events = new CapturedEvents();
        frame(recording, message -> events.of(message).ifPresent(event -> translator.take(event, message.at())));

        assertThat(signals).isEqualTo(heard);
        assertThat(translator.ignored()).isEqualTo(live.translator.ignored());
        assertThat(translator.unread()).isEqualTo(live.translator.unread());
    }

    private static void frame(Recording recording, Consumer<AmiFraming.Message> into) {
        var framing = new AmiFraming(message -> {
            if (message.isEvent()) {
                into.accept(message);
            }
        });
        recording
                .chunks()
                .forEach(chunk ->
                        framing.take(chunk.bytes(), chunk.bytes().length, FakeClock.START.plusMillis(chunk.millis())));
        framing.end();
    }
}

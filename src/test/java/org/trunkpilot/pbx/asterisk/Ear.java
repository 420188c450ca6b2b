package org.trunkpilot.pbx.asterisk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.asteriskjava.manager.event.ManagerEvent;
import org.trunkpilot.pbx.FakeClock;
import org.trunkpilot.signal.PbxSignal;

/** Plays recordings through the code that reads live sockets: wire, library, translator. */
final class Ear {
    private final FakeClock clock = new FakeClock();
    private final List<PbxSignal> signals = new ArrayList<>();
    final AmiWire.Counters counters = new AmiWire.Counters();
    final AmiTranslator translator = new AmiTranslator(Site.INVENTORY, Site.KEY, signals::add);

    /** Teaches which registration belongs to which trunk, as the snapshot after a login does. */
    static Ear taught(String version) {
        Ear ear = new Ear();
        ear.play(
                Recording.load(version.equals("22") ? "22/actions-snapshot" : "16/login-and-snapshot"), (event, at) -> {
                    if (!(event instanceof AmiStateEvents.FullyBooted)) {
                        ear.translator.take(event, at);
                    }
                });
        ear.signals.clear();
        ear.counters.events.set(0);
        return ear;
    }

    List<PbxSignal> hear(Recording recording) {
        play(recording, translator::take);
        return heard();
    }

    /** What has been told since this was last asked. */
    List<PbxSignal> heard() {
        List<PbxSignal> heard = List.copyOf(signals);
        signals.clear();
        return heard;
    }

    /** What was not made a signal of: values that could not be true, and events about channels that are none of ours. */
    String counts() {
        return "unread " + (counters.unread.get() + translator.unread()) + ", ignored " + translator.ignored();
    }

    private void play(Recording recording, BiConsumer<ManagerEvent, Instant> into) {
        CountDownLatch ended = new CountDownLatch(1);
        AmiClient client = new AmiClient(
                Site.address(5038),
                () -> new PlayedSocket(recording.play(clock)),
                clock,
                counters,
                into::accept,
                why -> ended.countDown());
        try {
            client.listen();
            if (!ended.await(Duration.ofSeconds(30).toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(recording + " did not end");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static final class PlayedSocket extends Socket {
        private final InputStream in;

        PlayedSocket(InputStream in) {
            this.in = in;
        }

        @Override
        public InputStream getInputStream() {
            return in;
        }

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }
    }
}

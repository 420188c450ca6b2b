package org.trunkpilot.pbx.asterisk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.trunkpilot.pbx.FakeClock;

/** A library that delivers nothing of what it has read. */
class AmiWireTest {
    private final AmiWire.Counters counters = new AmiWire.Counters();

    @Test
    void mediaReportsAreDroppedFirstAndOnlyTheOthersLeaveAGap() throws IOException {
        read("Event: RTCPSent\r\nUniqueid: L1\r\n\r\n".repeat(8_003));
        assertThat(counters.dropped).hasValue(3);
        assertThat(counters.gaps).hasValue(0);

        read("Event: Hangup\r\nUniqueid: L1\r\n\r\n".repeat(16_002) + "Event: RTCPSent\r\nUniqueid: L1\r\n\r\n");
        assertThat(counters.dropped).hasValue(6);
        assertThat(counters.gaps).hasValue(2);
        assertThat(counters.events).hasValue(24_006);
    }

    private void read(String text) throws IOException {
        AmiWire wire = new AmiWire(new HeardOnly(text), new FakeClock(), (actionId, item) -> {}, counters);
        boolean over = false;
        while (!over) {
            try {
                wire.readLine();
            } catch (EOFException e) {
                over = true;
            }
        }
    }

    private static final class HeardOnly extends Socket {
        private final InputStream in;

        HeardOnly(String text) {
            in = new ByteArrayInputStream(AmiGoldenTest.bytes("Asterisk Call Manager/11.0.0\r\n" + text));
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

package org.trunkpilot.pbx.freeswitch;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import link.thingscloud.freeswitch.esl.transport.event.EslEvent;
import link.thingscloud.freeswitch.esl.transport.message.EslFrameDecoder;
import link.thingscloud.freeswitch.esl.transport.message.EslHeaders;
import link.thingscloud.freeswitch.esl.transport.message.EslMessage;
import org.trunkpilot.pbx.Capture;

/** What a capture says, message by message, decoded as the live link decodes it. */
final class CapturedEvents {
    private static final int PIECE = 64 * 1024;

    private final Path file;
    private final CaptureIndex index;

    CapturedEvents(Path file) throws IOException {
        this.file = file;
        this.index = CaptureIndex.of(file);
    }

    /**
     * One frame.
     *
     * @param at by the index, counted from {@link Capture#UNDATED}
     * @param told by the PBX's clock, where it is an event with a credible time
     * @param event what it tells, where it is one
     * @param gateways an answer to {@code sofia xmlstatus gateway}, where it is one
     */
    record Message(
            Instant at, Optional<Instant> told, String type, Optional<EslEvent> event, List<GatewayStatus> gateways) {
        /** A connection begins. */
        boolean greets() {
            return type.equals(EslHeaders.Value.AUTH_REQUEST);
        }
    }

    /** Whether something beside the capture tells when its frames came. */
    boolean indexed() {
        return index.isThere();
    }

    /** Tells all of it from the beginning; returns how many frames and pieces could not be understood. */
    long hear(Consumer<Message> into) throws IOException {
        index.rewind();
        var decoder = new Decoder(into);
        var frames = new CapturedFrames(decoder::take);
        byte[] piece = new byte[PIECE];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                frames.take(piece, count);
            }
        }
        frames.end();
        decoder.end();
        return frames.damaged() + decoder.damaged;
    }

    private final class Decoder {
        private final Consumer<Message> into;
        private EmbeddedChannel codec = fresh();
        private long damaged;

        Decoder(Consumer<Message> into) {
            this.into = into;
        }

        private EmbeddedChannel fresh() {
            return new EmbeddedChannel(new EslFrameDecoder(EslGuard.MOST_HEADERS));
        }

        void take(byte[] frame) {
            EslMessage message;
            try {
                codec.writeInbound(Unpooled.wrappedBuffer(frame));
                message = codec.readInbound();
            } catch (RuntimeException e) {
                message = null;
            }
            if (message == null) {
                // A header that the codec does not know leaves it deaf.
                end();
                codec = fresh();
                damaged++;
                return;
            }
            tell(message);
        }

        void end() {
            codec.finishAndReleaseAll();
        }

        private void tell(EslMessage message) {
            String type = message.getContentType() == null ? "" : message.getContentType();
            Optional<EslEvent> event = Optional.empty();
            if (type.equals(EslHeaders.Value.TEXT_EVENT_PLAIN)) {
                try {
                    event = Optional.of(new EslEvent(message));
                } catch (IllegalArgumentException e) {
                    // A % that decodes to nothing.
                    damaged++;
                }
            }
            Instant at = index.at(type, event.map(Decoder::name).orElse(""));
            into.accept(new Message(at, event.flatMap(Decoder::told), type, event, gateways(type, message)));
        }

        private static String name(EslEvent event) {
            String subclass = event.getEventHeaders().get("Event-Subclass");
            return event.getEventName() + (subclass == null ? "" : "/" + subclass);
        }

        private static Optional<Instant> told(EslEvent event) {
            String micros = event.getEventHeaders().get("Event-Date-Timestamp");
            return Optional.ofNullable(micros)
                    .filter(text -> text.matches("\\d{15,16}"))
                    .map(text -> Instant.EPOCH.plus(Long.parseLong(text), ChronoUnit.MICROS))
                    .filter(time -> !time.isBefore(Capture.UNDATED));
        }

        private List<GatewayStatus> gateways(String type, EslMessage message) {
            String body = String.join("\n", message.getBodyLines());
            if (!type.equals(EslHeaders.Value.API_RESPONSE) || !body.startsWith("<") || !body.contains("<pinging>")) {
                // Other lists have gateways, too, and nothing of how they stand.
                return List.of();
            }
            try {
                return GatewayStatus.parse(body);
            } catch (IOException e) {
                damaged++;
                return List.of();
            }
        }
    }
}

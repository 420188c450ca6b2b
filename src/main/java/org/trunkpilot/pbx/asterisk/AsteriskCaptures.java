package org.trunkpilot.pbx.asterisk;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.trunkpilot.pbx.CalleeKey;
import org.trunkpilot.pbx.Capture;
import org.trunkpilot.pbx.CaptureFile;
import org.trunkpilot.pbx.CaptureReader;
import org.trunkpilot.pbx.CaptureTimes;
import org.trunkpilot.pbx.CaptureUnreadable;
import org.trunkpilot.pbx.PbxKind;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.SnapshotTaken;
import org.trunkpilot.trunk.Inventory;

/** Reads recorded AMI: the framing, the events and the translator of the live link over the bytes of a file. */
@Component
final class AsteriskCaptures implements CaptureReader {
    /** Fixed, so that a replay is the same each time; what is hashed with it is never stored. */
    private static final CalleeKey KEY =
            new CalleeKey("a capture's numbers are kept by nobody".getBytes(StandardCharsets.UTF_8));

    @Override
    public PbxKind kind() {
        return PbxKind.ASTERISK;
    }

    @Override
    public Capture read(Path file, Inventory known) throws CaptureUnreadable {
        return CaptureFile.read(file, () -> read(CaptureBytes.of(file), file, known));
    }

    private static Capture read(CaptureBytes bytes, Path file, Inventory known) throws IOException, CaptureUnreadable {
        var survey = new CaptureSurvey();
        var times = new CaptureTimes(bytes.indexed());
        long[] messages = {0};
        long skipped = bytes.frame(message -> {
            messages[0] += message.isEvent() || message.isResponse() ? 1 : 0;
            times.learn(message.at(), told(message));
            survey.look(message);
        });
        if (messages[0] == 0) {
            throw new CaptureUnreadable(notAmi(file, skipped));
        }
        if (!times.timed()) {
            throw new CaptureUnreadable(
                    "tells no times: there is no .idx.jsonl beside it, and its events carry no Timestamp"
                            + " (timestampevents=yes in manager.conf)");
        }
        survey.settle();
        Inventory inventory = survey.inventory(known);
        var ear = new Ear(inventory, survey, times);
        bytes.frame(ear::hear);
        Instant from = ear.from == null ? Capture.UNDATED : ear.from;
        return new Capture(
                inventory,
                ear.signals,
                from,
                ear.until == null ? from : ear.until,
                times.dated(),
                messages[0],
                skipped + bytes.odd() + times.odd() + ear.translator.unread() + ear.translator.forgotten(),
                ear.translator.ignored(),
                remarks(ear, times, survey));
    }

    private static List<String> remarks(Ear ear, CaptureTimes times, CaptureSurvey survey) {
        var remarks = new ArrayList<String>();
        if (!times.dated()) {
            remarks.add("The capture tells no date: times count from " + Capture.UNDATED + ".");
        }
        if (ear.connections > 1) {
            remarks.add("It holds " + ear.connections + " connections, one after the other.");
        }
        if (!survey.unowned().isEmpty()) {
            remarks.add("Nothing tells which trunk registers at " + String.join(", ", survey.unowned())
                    + ": these registrations are left out.");
        }
        return remarks;
    }

    private static String notAmi(Path file, long skipped) throws IOException {
        String text = CaptureFile.start(file);
        if (text.isEmpty()) {
            return "is empty";
        }
        return text.contains("Content-Type: auth/request") || text.contains("Content-Type: text/event-")
                ? "is no AMI but FreeSWITCH's event socket; give --kind freeswitch"
                : "holds no AMI message; " + skipped + " lines or pieces were not understood";
    }

    /** {@code Timestamp: 1732345678.123456}, as events of a PBX with {@code timestampevents=yes} have it. */
    private static Optional<Instant> told(AmiFraming.Message message) {
        if (!message.isEvent()) {
            return Optional.empty();
        }
        return AmiWire.headerOf(message, "Timestamp")
                .filter(text -> text.matches("\\d{9,10}(\\.\\d{1,9})?"))
                .flatMap(text -> {
                    try {
                        var seconds = new BigDecimal(text);
                        Instant time = Instant.ofEpochSecond(
                                0, seconds.movePointRight(9).longValueExact());
                        return time.isBefore(Capture.UNDATED) ? Optional.empty() : Optional.of(time);
                    } catch (ArithmeticException | DateTimeException e) {
                        return Optional.empty();
                    }
                });
    }

    /** Hears a capture a second time, now that it is known whom it speaks of. */
    private static final class Ear {
        private final CapturedEvents events = new CapturedEvents();
        private final CaptureSurvey survey;
        private final CaptureTimes times;
        private final Inventory inventory;
        private final List<PbxSignal> signals = new ArrayList<>();
        private final AmiTranslator translator;
        private int connections;
        private @Nullable Instant from;
        private @Nullable Instant until;

        Ear(Inventory inventory, CaptureSurvey survey, CaptureTimes times) {
            this.inventory = inventory;
            this.survey = survey;
            this.times = times;
            this.translator = new AmiTranslator(inventory, KEY, signals::add);
            survey.teach(translator, inventory);
        }

        void hear(AmiFraming.Message message) {
            Instant at = times.at(message.at(), told(message));
            from = from == null ? at : from;
            until = at;
            if (message.isBanner()) {
                connect(message, at);
            } else if (message.isEvent()) {
                Optional.of(message).flatMap(events::of).ifPresent(event -> translator.take(event, at));
            }
        }

        /** A capture begins with one; a second is a new connection, and whatever came between was not heard. */
        private void connect(AmiFraming.Message banner, Instant at) {
            connections++;
            if (connections > 1) {
                translator.linkLost();
                survey.teach(translator, inventory);
                signals.add(new LinkLost(at, "the recorded connection ended"));
                signals.add(new LinkRestored(at, banner.lines().get(0), translator.runningSince()));
                signals.add(new SnapshotTaken(at));
            }
        }
    }
}

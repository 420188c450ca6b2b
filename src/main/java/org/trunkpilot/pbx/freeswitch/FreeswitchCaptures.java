package org.trunkpilot.pbx.freeswitch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
import org.trunkpilot.trunk.Trunk;

/** Reads a recorded Event Socket: the decoder, the events and the translator of the live link over the bytes of a file. */
@Component
final class FreeswitchCaptures implements CaptureReader {
    /** Fixed, so that a replay is the same each time; what is hashed with it is never stored. */
    private static final CalleeKey KEY =
            new CalleeKey("a capture's numbers are kept by nobody".getBytes(StandardCharsets.UTF_8));

    @Override
    public PbxKind kind() {
        return PbxKind.FREESWITCH;
    }

    @Override
    public Capture read(Path file, Inventory known) throws CaptureUnreadable {
        return CaptureFile.read(file, () -> read(new CapturedEvents(file), file, known));
    }

    private static Capture read(CapturedEvents events, Path file, Inventory known)
            throws IOException, CaptureUnreadable {
        var survey = new CaptureSurvey();
        var times = new CaptureTimes(events.indexed());
        long[] messages = {0};
        long damaged = events.hear(message -> {
            messages[0]++;
            times.learn(message.at(), message.told());
            survey.look(message);
        });
        if (messages[0] == 0) {
            throw new CaptureUnreadable(notEsl(file, damaged));
        }
        if (!times.timed()) {
            throw new CaptureUnreadable(
                    "tells no times: there is no .tsv beside it, and no event in it that carries an Event-Date-Timestamp");
        }
        var ear = new Ear(survey.inventory(known), times);
        events.hear(ear::hear);
        Instant from = ear.from == null ? Capture.UNDATED : ear.from;
        return new Capture(
                ear.inventory,
                ear.signals,
                from,
                ear.until == null ? from : ear.until,
                times.dated(),
                messages[0],
                damaged + times.odd() + ear.translator.unread() + ear.translator.forgotten(),
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
        if (survey.inOtherForms() > 0) {
            remarks.add(survey.inOtherForms()
                    + " events in it are in JSON or XML, which are not read: capture after \"event plain ...\".");
        }
        return remarks;
    }

    private static String notEsl(Path file, long damaged) throws IOException {
        String start = CaptureFile.start(file);
        if (start.isEmpty()) {
            return "is empty";
        }
        return start.contains("Asterisk Call Manager/") || start.contains("\r\nPrivilege: ")
                ? "is no event socket but Asterisk's AMI; give --kind asterisk"
                : "holds no event socket frame; " + damaged + " pieces were not understood";
    }

    /** Hears a capture a second time, now that it is known whom it speaks of. */
    private static final class Ear {
        private final CaptureTimes times;
        private final Inventory inventory;
        private final List<PbxSignal> signals = new ArrayList<>();
        private final EslTranslator translator;
        private int connections;
        private @Nullable Instant from;
        private @Nullable Instant until;

        Ear(Inventory inventory, CaptureTimes times) {
            this.inventory = inventory;
            this.times = times;
            this.translator = new EslTranslator(inventory, KEY, signals::add, (trunk, at) -> {});
        }

        void hear(CapturedEvents.Message message) {
            Instant at = times.at(message.at(), message.told());
            from = from == null ? at : from;
            until = at;
            if (message.greets()) {
                connect(at);
            }
            message.event().ifPresent(event -> translator.take(event, at));
            message.gateways()
                    .forEach(status -> inventory
                            .byEndpoint(status.name())
                            .map(Trunk::id)
                            .ifPresent(trunk -> translator.polled(trunk, status, at)));
        }

        /** A capture begins with one; a second is a new connection, and whatever came between was not heard. */
        private void connect(Instant at) {
            connections++;
            if (connections > 1) {
                translator.linkLost();
                signals.add(new LinkLost(at, "the recorded connection ended"));
                signals.add(new LinkRestored(at, "FreeSWITCH", Optional.empty()));
                signals.add(new SnapshotTaken(at));
            }
        }
    }
}

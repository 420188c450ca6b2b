package org.trunkpilot.pbx;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallSignal;
import org.trunkpilot.signal.CallTakenOver;
import org.trunkpilot.signal.Hold;
import org.trunkpilot.signal.InboundAnswered;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.PbxReloaded;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.PhoneContact;
import org.trunkpilot.signal.PhoneReport;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.RouteSignal;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.signal.SeizureRefused;
import org.trunkpilot.signal.TrunkSignal;

/** Signals as approved text: a line each, seconds since the start of the recording first. */
public final class SignalText {
    private SignalText() {}

    /** A line each. */
    public static String of(List<PbxSignal> signals) {
        return signals.stream().map(signal -> of(signal) + "\n").collect(Collectors.joining());
    }

    /** One line, without its end. */
    public static String of(PbxSignal signal) {
        double seconds = Duration.between(FakeClock.START, signal.at()).toMillis() / 1000.0;
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT, "%8.3f %-15s", seconds, signal.getClass().getSimpleName()));
        if (signal instanceof TrunkSignal trunk) {
            text.append(' ').append(trunk.trunk());
        }
        if (signal instanceof CallSignal call) {
            text.append(' ').append(call.call());
        }
        if (signal instanceof RouteSignal route) {
            text.append(' ').append(route.route());
        }
        return text.append(details(signal)).toString().stripTrailing();
    }

    private static String details(PbxSignal signal) {
        if (signal instanceof Registration registration) {
            return " " + registration.state();
        } else if (signal instanceof Reachability reachability) {
            return " " + reachability.state() + " rtt=" + millis(reachability.roundTrip());
        } else if (signal instanceof SeizureRefused refused) {
            return " " + refused.why() + " route=" + orDash(refused.route());
        } else if (signal instanceof Seizure seizure) {
            return " route=" + orDash(seizure.route()) + " callee="
                    + seizure.callee().prefix() + "…/" + seizure.callee().key()
                    + seizure.phone().map(phone -> " phone=" + phone).orElse("")
                    + seizure.callerId()
                            .map(shown -> " shows=" + shown.prefix() + "…/" + shown.key())
                            .orElse("");
        } else if (signal instanceof Progress progress) {
            return " " + progress.kind();
        } else if (signal instanceof Hold hold) {
            return hold.held() ? " held" : " taken off hold";
        } else if (signal instanceof CallTakenOver taken) {
            return (taken.answered() ? " answered" : " not answered") + " route=" + orDash(taken.route());
        } else if (signal instanceof InboundAnswered in) {
            return " remote=" + in.remote().prefix() + "…/" + in.remote().key();
        } else if (signal instanceof CallEnd end) {
            return " by=" + end.by() + " q850=" + orDash(end.q850()) + " sip=" + orDash(end.sip());
        } else if (signal instanceof MediaReport report) {
            return " " + report.direction() + " "
                    + heard(report.reception())
                    + " sent=" + orDash(report.sentByReporter()) + " rtt=" + millis(report.roundTrip())
                    + report.codec().map(codec -> " codec=" + codec).orElse("");
        } else if (signal instanceof PhoneReport report) {
            return " " + report.direction() + " " + heard(report.reception()) + " sent="
                    + orDash(report.sentByReporter());
        } else if (signal instanceof PhoneContact contact) {
            return " " + contact.phone() + " " + contact.state();
        } else if (signal instanceof PbxReloaded reloaded) {
            return " module=" + (reloaded.module().isEmpty() ? "-" : reloaded.module());
        }
        return "";
    }

    private static String heard(Optional<MediaReport.Reception> reception) {
        return reception
                .map(r -> String.format(
                        Locale.ROOT,
                        "expected=%d lost=%d jitter=%.3fms",
                        r.expectedPackets(),
                        r.lostPackets(),
                        r.jitterMillis()))
                .orElse("heard nothing");
    }

    private static String millis(Optional<Duration> duration) {
        return duration.map(d -> String.format(Locale.ROOT, "%.3fms", d.toNanos() / 1e6))
                .orElse("-");
    }

    private static String orDash(Optional<?> value) {
        return value.map(Object::toString).orElse("-");
    }

    private static String orDash(OptionalInt value) {
        return value.isPresent() ? Integer.toString(value.getAsInt()) : "-";
    }

    private static String orDash(OptionalLong value) {
        return value.isPresent() ? Long.toString(value.getAsLong()) : "-";
    }
}

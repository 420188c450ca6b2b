package org.trunkpilot.control;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.routing.Culprit;
import org.trunkpilot.routing.Judgement;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.PbxState;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.routing.ServiceChange;
import org.trunkpilot.routing.ServiceState;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.NumberRefused;
import org.trunkpilot.signal.PbxReloaded;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.PbxStopping;
import org.trunkpilot.signal.RouteExhausted;
import org.trunkpilot.timeline.Entry;
import org.trunkpilot.timeline.Timeline;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** Writes down what changed, once, in words. It compares each judgement with the one before and decides nothing. */
final class Scribe {
    private static final Logger LOG = LoggerFactory.getLogger(Scribe.class);

    private final PbxId pbx;
    private final Timeline timeline;
    private final Map<TrunkId, Verdict> verdicts = new HashMap<>();
    private final Map<TrunkId, Culprit> blamed = new HashMap<>();
    private final Map<RouteId, String> undecided = new HashMap<>();
    private final Repeats numbersRefused = new Repeats();
    private final Repeats exhaustions = new Repeats();
    private Set<String> alarms = Set.of();
    private Optional<PbxState> state = Optional.empty();
    private Optional<String> commonCause = Optional.empty();

    Scribe(PbxId pbx, Timeline timeline) {
        this.pbx = pbx;
        this.timeline = timeline;
    }

    /** Facts about the PBX as a whole are worth a line each; facts about trunks show in the verdicts. */
    void heard(PbxSignal signal) {
        Instant at = signal.at();
        if (signal instanceof LinkLost lost) {
            write(
                    at,
                    Entry.Kind.LINK,
                    "Lost the link to the PBX: " + lost.why() + ". Nothing is known of any trunk; calls go on.");
        } else if (signal instanceof LinkRestored back) {
            write(at, Entry.Kind.LINK, "Connected to " + back.version() + ".");
        } else if (signal instanceof PbxStopping) {
            write(at, Entry.Kind.PBX, "The PBX is going down.");
        } else if (signal instanceof PbxRestarted) {
            write(at, Entry.Kind.PBX, "The PBX has restarted; earlier calls are gone, trunks register anew.");
        } else if (signal instanceof PbxReloaded reloaded) {
            String what = reloaded.module().isEmpty() ? "its configuration" : reloaded.module();
            write(at, Entry.Kind.PBX, "The PBX reloaded " + what + "; order rows are read again.");
        } else if (signal instanceof NumberRefused refused && numbersRefused.first(refused.route(), at)) {
            write(
                    at,
                    Entry.Kind.PBX,
                    refused.route(),
                    "A dialled number with characters other than 0-9 * # + was refused.");
        } else if (signal instanceof RouteExhausted exhausted && exhaustions.first(exhausted.route(), at)) {
            write(
                    at,
                    Entry.Kind.ALARM,
                    exhausted.route(),
                    "A call found no way out: every trunk of route " + exhausted.route() + " failed.");
        }
    }

    /** What callers meet again and again, by the minute. */
    private void again(Instant now) {
        numbersRefused
                .due(now)
                .forEach(again -> write(
                        now,
                        Entry.Kind.PBX,
                        again.route(),
                        again.times() + " more dialled " + (again.times() == 1 ? "number" : "numbers")
                                + " with characters other than 0-9 * # + refused within the last minute."));
        exhaustions
                .due(now)
                .forEach(again -> write(
                        now,
                        Entry.Kind.ALARM,
                        again.route(),
                        again.times() + " more " + (again.times() == 1 ? "call" : "calls")
                                + " found no way out within the last minute: every trunk of route " + again.route()
                                + " failed."));
    }

    /** Everything that is new in a judgement. */
    void judged(Judgement now, Mode mode) {
        again(now.at());
        if (!state.equals(Optional.of(now.state()))) {
            write(now.at(), Entry.Kind.PBX, "PBX " + now.state() + ": " + now.stateReason());
            state = Optional.of(now.state());
        }
        if (commonCause.isPresent() && now.commonCause().isEmpty()) {
            write(now.at(), Entry.Kind.PBX, "The common trouble is over: at least one trunk answers again.");
        }
        // Its beginning is among the alarms.
        commonCause = now.commonCause();
        now.beliefs().values().stream()
                .sorted((a, b) -> a.trunk().compareTo(b.trunk()))
                .forEach(this::believed);
        now.beliefs().keySet().stream().sorted().forEach(trunk -> blame(now.at(), trunk, now.culpritOf(trunk)));
        now.changes().forEach(this::changed);
        now.decisions().forEach(decision -> decided(decision, mode));
        now.legs().forEach(leg -> timeline.leg(pbx, leg));
        for (String alarm : now.alarms()) {
            if (!alarms.contains(alarm)) {
                write(now.at(), Entry.Kind.ALARM, alarm);
            }
        }
        alarms = new HashSet<>(now.alarms());
    }

    /** The outcome of the newest decision about a route, if it still waits for one. */
    void outcome(RouteId route, Instant at, String words) {
        String decision = undecided.remove(route);
        if (decision != null) {
            timeline.outcome(decision, at, words);
        }
    }

    void wrote(Instant at, RouteId route, String words) {
        write(at, Entry.Kind.ACTUATION, route, words);
    }

    void write(Instant at, Entry.Kind kind, String words) {
        append(new Entry(at, pbx, kind, Optional.empty(), Optional.empty(), words, Map.of()));
    }

    void write(Instant at, Entry.Kind kind, RouteId route, String words) {
        append(new Entry(at, pbx, kind, Optional.empty(), Optional.of(route), words, Map.of()));
    }

    void write(Instant at, Entry.Kind kind, TrunkId trunk, String words) {
        append(new Entry(at, pbx, kind, Optional.of(trunk), Optional.empty(), words, Map.of()));
    }

    private void believed(Belief belief) {
        Verdict before = verdicts.put(belief.trunk(), belief.verdict());
        if (belief.verdict() == before || (before == null && belief.verdict() == Verdict.UNKNOWN)) {
            return;
        }
        String because = belief.findings().isEmpty()
                ? nothingFound(belief)
                : String.join(
                        "; ", belief.findings().stream().map(Finding::words).toList());
        append(new Entry(
                belief.at(),
                pbx,
                Entry.Kind.VERDICT,
                Optional.of(belief.trunk()),
                Optional.empty(),
                belief.trunk() + ": " + (before == null ? "" : word(before) + " → ") + word(belief.verdict()) + ", "
                        + because + ".",
                Map.of(
                        "verdict", belief.verdict().name(),
                        "grade", belief.grade().name(),
                        "findings",
                                belief.findings().stream()
                                        .map(f -> f.kind().name())
                                        .toList())));
    }

    private static String nothingFound(Belief belief) {
        return belief.verdict() == Verdict.UNKNOWN
                ? "too little is known of it now"
                : "nothing speaks against it (evidence grade " + belief.grade() + ")";
    }

    private static String word(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    /** Who is blamed is news; how sure that is, and on what figures, changes with every call and is not. */
    private void blame(Instant at, TrunkId trunk, Optional<Culprit> now) {
        Culprit before = now.isPresent() ? blamed.put(trunk, now.get()) : blamed.remove(trunk);
        boolean same = before == null
                ? now.isEmpty()
                : now.isPresent()
                        && before.whose() == now.get().whose()
                        && before.name().equals(now.get().name());
        if (same) {
            return;
        }
        String words = now.map(
                        culprit -> trunk + ": " + culprit.words() + " (" + culprit.confidencePercent() + " % sure)")
                .orElse(trunk + ": nobody is blamed any more.");
        append(new Entry(
                at,
                pbx,
                Entry.Kind.BLAME,
                Optional.of(trunk),
                Optional.empty(),
                words,
                Map.of(
                        "whose",
                        now.map(culprit -> culprit.whose().name()).orElse(""),
                        "name",
                        now.map(Culprit::name).orElse(""))));
    }

    private void changed(ServiceChange change) {
        append(new Entry(
                change.at(),
                pbx,
                Entry.Kind.SERVICE,
                Optional.of(change.trunk()),
                Optional.empty(),
                change.trunk() + ": " + words(change.from()) + " → " + words(change.to()) + ", " + change.reason(),
                Map.of("from", change.from().name(), "to", change.to().name())));
    }

    private static String words(ServiceState state) {
        return switch (state) {
            case IN_SERVICE -> "in service";
            case OUT_OF_SERVICE -> "out of service";
            case PROBATION -> "on trial";
        };
    }

    private void decided(RouteDecision decision, Mode mode) {
        LOG.info(
                "pbx={} route={} {} {}→{} because=\"{}\"",
                pbx,
                decision.route(),
                decision.rung(),
                decision.from(),
                decision.to(),
                decision.reason());
        String id = timeline.decided(pbx, decision, mode);
        append(new Entry(
                decision.at(),
                pbx,
                Entry.Kind.DECISION,
                Optional.empty(),
                Optional.of(decision.route()),
                decision.reason(),
                Map.of(
                        "decision", id,
                        "rung", decision.rung().name(),
                        "moves", decision.moves(),
                        "from", names(decision.from()),
                        "to", names(decision.to()))));
        if (decision.moves()) {
            undecided.put(decision.route(), id);
        }
    }

    private void append(Entry entry) {
        if (entry.kind() != Entry.Kind.DECISION) {
            LOG.info("pbx={} {} {}", pbx, entry.kind(), entry.words());
        }
        timeline.append(entry);
    }

    private static List<String> names(List<TrunkId> trunks) {
        return trunks.stream().map(TrunkId::name).toList();
    }
}

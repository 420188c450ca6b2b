package org.trunkpilot.replay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.replay.Told.Noted;
import org.trunkpilot.routing.Judgement;
import org.trunkpilot.routing.PbxState;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.TrunkId;

/** Makes of judgements what is worth a line: each thing once, when it comes up or grows worse. */
final class Teller {
    private final Inventory inventory;
    private final Noticing noticing;
    private final Map<TrunkId, Verdict> verdicts = new HashMap<>();
    private final Map<Key, Verdict> findings = new HashMap<>();
    private Optional<PbxState> state = Optional.empty();
    private Optional<String> commonCause = Optional.empty();

    private record Key(TrunkId trunk, Finding.Kind kind) {}

    Teller(Inventory inventory, HealthPolicy policy) {
        this.inventory = inventory;
        this.noticing = new Noticing(policy);
    }

    void hear(PbxSignal signal) {
        noticing.hear(signal);
    }

    /** A judgement of the time before the capture: what is assumed then is not told. */
    void judgedBefore(Judgement now) {
        judged(now, told -> {});
    }

    void judged(Judgement now, Consumer<Told> into) {
        var told = new ArrayList<Told>();
        judge(now, told::add);
        // What a call showed came a moment before it was judged.
        told.sort(Comparator.comparing(Told::at));
        told.forEach(into);
    }

    private void judge(Judgement now, Consumer<Told> into) {
        now.legs().forEach(noticing::ended);
        pbx(now, into);
        var current = new HashSet<Key>();
        for (Belief belief : now.beliefs().values()) {
            for (Finding finding : belief.findings()) {
                var key = new Key(belief.trunk(), finding.kind());
                current.add(key);
                if (finding.verdict() != findings.put(key, finding.verdict())) {
                    into.accept(found(belief, finding, now));
                }
            }
        }
        noticed(now, current, into);
        findings.keySet().retainAll(current);
        now.beliefs().values().forEach(belief -> believed(belief, now, into));
        now.decisions().forEach(decision -> into.accept(decided(decision, now)));
    }

    private void pbx(Judgement now, Consumer<Told> into) {
        if (state.filter(before -> before != now.state()).isPresent()) {
            into.accept(ofPbx(now.at(), "PBX_" + now.state(), Attribution.PBX, now.stateReason()));
        }
        state = Optional.of(now.state());
        if (now.commonCause().isPresent() && commonCause.isEmpty()) {
            into.accept(ofPbx(
                    now.at(),
                    "COMMON_CAUSE",
                    Attribution.UPLINK,
                    now.commonCause().get()));
        }
        commonCause = now.commonCause();
    }

    /** What a single call shows is told only where no finding of the same kind says it better. */
    private void noticed(Judgement now, Set<Key> current, Consumer<Told> into) {
        for (Notice notice : noticing.drain()) {
            boolean said = notice.trunk()
                    .filter(trunk -> current.stream()
                            .anyMatch(key -> key.trunk().equals(trunk)
                                    && key.kind().name().equals(notice.kind().name())))
                    .isPresent();
            if (!said) {
                into.accept(new Told(
                        notice.at(),
                        Told.Type.FINDING,
                        notice.trunk(),
                        notice.trunk().isPresent() ? Optional.empty() : notice.route(),
                        notice.trunk().map(now.beliefs()::get).map(Belief::verdict),
                        Optional.of(notice.attribution()),
                        List.of(new Noted(notice.kind().name(), Optional.empty(), notice.at(), notice.words())),
                        List.of(),
                        List.of(),
                        sentence(notice.words())));
            }
        }
    }

    private Told found(Belief belief, Finding finding, Judgement now) {
        return new Told(
                now.at(),
                Told.Type.FINDING,
                Optional.of(belief.trunk()),
                Optional.empty(),
                Optional.of(belief.verdict()),
                Optional.of(Attributed.finding(finding, belief.trunk(), now, inventory)),
                List.of(Noted.of(finding)),
                List.of(),
                List.of(),
                sentence(finding.words()));
    }

    private void believed(Belief belief, Judgement now, Consumer<Told> into) {
        Verdict before = verdicts.put(belief.trunk(), belief.verdict());
        if (before == belief.verdict() || before == null) {
            return;
        }
        String because = belief.findings().isEmpty()
                ? belief.verdict() == Verdict.HEALTHY
                        ? "nothing speaks against it, evidence grade " + belief.grade()
                        : "there is no fresh evidence"
                : String.join(
                        "; ", belief.findings().stream().map(Finding::words).toList());
        into.accept(new Told(
                now.at(),
                Told.Type.VERDICT,
                Optional.of(belief.trunk()),
                Optional.empty(),
                Optional.of(belief.verdict()),
                Attributed.trunk(belief.trunk(), now, inventory),
                belief.findings().stream().map(Noted::of).toList(),
                List.of(),
                List.of(),
                before + " → " + belief.verdict() + ": " + because + "."));
    }

    private Told decided(RouteDecision decision, Judgement now) {
        TrunkId led = decision.from().get(0);
        Optional<Belief> belief = Optional.ofNullable(now.beliefs().get(led));
        var noted = new ArrayList<Noted>();
        belief.ifPresent(b -> b.findings().forEach(finding -> noted.add(Noted.of(finding))));
        return new Told(
                decision.at(),
                Told.Type.DECISION,
                Optional.empty(),
                Optional.of(decision.route()),
                belief.map(Belief::verdict),
                Attributed.trunk(led, now, inventory),
                noted,
                decision.from(),
                decision.to(),
                decision.reason());
    }

    private static Told ofPbx(Instant at, String kind, Attribution whose, String words) {
        return new Told(
                at,
                Told.Type.FINDING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(whose),
                List.of(new Noted(kind, Optional.empty(), at, words)),
                List.of(),
                List.of(),
                sentence(words));
    }

    private static String sentence(String words) {
        String text = words.strip();
        if (text.isEmpty()) {
            return text;
        }
        String end = text.endsWith(".") ? "" : ".";
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + end;
    }
}

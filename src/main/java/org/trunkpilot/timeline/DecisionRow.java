package org.trunkpilot.timeline;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;

@Entity
@Table(name = "route_decision")
class DecisionRow implements Row {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "route_decision_seq")
    @SequenceGenerator(name = "route_decision_seq", sequenceName = "route_decision_seq", allocationSize = 500)
    long id;

    String decisionKey;
    Instant decidedAt;
    String pbx;
    String mode;
    String route;
    String fromOrder;
    String toOrder;
    String rung;
    String reason;
    String evidence;

    @Nullable String wouldChange;

    @Nullable String attribution;

    int confidencePercent;

    String considered;

    @Nullable Instant outcomeAt;

    @Nullable String outcome;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    DecisionRow() {}

    DecisionRow(Note.Decided decided) {
        RouteDecision decision = decided.decision();
        decisionKey = decided.id();
        decidedAt = Columns.micros(decision.at());
        pbx = decided.pbx().name();
        mode = decided.mode().name();
        route = decision.route().name();
        fromOrder = Columns.order(decision.from());
        toOrder = Columns.order(decision.to());
        rung = decision.rung().name();
        reason = Columns.fit(decision.reason(), Columns.WORDS);
        evidence = Json.sentences(decision.evidence());
        wouldChange = decision.wouldChange()
                .map(words -> Columns.fit(words, Columns.WORDS))
                .orElse(null);
        attribution = decision.attribution().map(Attribution::name).orElse(null);
        confidencePercent = decision.confidencePercent();
        considered = Json.sentences(decision.considered());
    }

    Timeline.StoredDecision stored() {
        return new Timeline.StoredDecision(
                decisionKey,
                id,
                new PbxId(pbx),
                Mode.valueOf(mode),
                new RouteDecision(
                        decidedAt,
                        new RouteId(route),
                        Columns.order(fromOrder),
                        Columns.order(toOrder),
                        Rung.valueOf(rung),
                        reason,
                        Json.sentences(evidence),
                        Optional.ofNullable(wouldChange),
                        Optional.ofNullable(attribution).map(Attribution::valueOf),
                        confidencePercent,
                        Json.sentences(considered)),
                Optional.ofNullable(outcome),
                Optional.ofNullable(outcomeAt));
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public boolean sample() {
        return false;
    }
}

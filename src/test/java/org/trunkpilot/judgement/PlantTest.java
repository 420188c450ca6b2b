package org.trunkpilot.judgement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.trunkpilot.signal.Answer;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.trunk.Route;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** The model itself, with nobody steering. */
class PlantTest {
    private static final List<Incident> INCIDENTS = Incident.all(Incident.TUNING_SEEDS);

    @Test
    void thereAreThreeHundredIncidentsOfFourteenKindsAtLeast() {
        assertThat(INCIDENTS).hasSizeGreaterThanOrEqualTo(300);
        assertThat(INCIDENTS.stream().filter(Incident::overlapping).count()).isGreaterThanOrEqualTo(50);
        assertThat(INCIDENTS.stream()
                        .filter(i -> i.traffic() == Site.Traffic.LOW)
                        .count())
                .isGreaterThanOrEqualTo(50);
        assertThat(Cause.values()).hasSizeGreaterThanOrEqualTo(14);
        assertThat(Incident.TEST_SEEDS - Incident.TUNING_SEEDS).isGreaterThan(INCIDENTS.size());
    }

    @Test
    void theSameIncidentGivesTheSameSignals() {
        for (Cause cause : Cause.values()) {
            Incident incident = ofCause(cause);
            assertThat(signals(incident, Duration.ofMinutes(20)))
                    .as(cause.name())
                    .isEqualTo(signals(incident, Duration.ofMinutes(20)));
        }
    }

    /** Before the trouble calls go as they go anywhere: about three of four are answered. */
    @Test
    void onAGoodDayThreeOfFourCallsAreAnswered() {
        List<PbxSignal> signals = signals(ofCause(Cause.BUSY_DAY), Duration.ofHours(4));
        double seizures = signals.stream().filter(Seizure.class::isInstance).count();
        double answers = signals.stream().filter(Answer.class::isInstance).count();
        assertThat(answers / seizures).isBetween(0.65, 0.8);
    }

    @Test
    void everyFaultOfATrunkSpoilsCallsOnItAndIsRepaired() {
        for (Incident incident : INCIDENTS) {
            Origin origin = incident.breakages().get(0).cause().origin;
            if (origin == Origin.CARRIER || origin == Origin.UPLINK) {
                var plant = plant(incident, new ArrayList<>());
                assertThat(spoilt(plant)).isZero();
                incident.breakages().get(0).begin().accept(plant);
                assertThat(spoilt(plant)).as(incident.toString()).isGreaterThan(0.05);
                incident.breakages().get(0).end().accept(plant);
                assertThat(spoilt(plant)).isZero();
            }
        }
    }

    private static double spoilt(Plant plant) {
        return plant.site.inventory().trunks().stream()
                .mapToDouble(plant::spoils)
                .max()
                .orElseThrow();
    }

    private static Incident ofCause(Cause cause) {
        return INCIDENTS.stream()
                .filter(i -> i.breakages().get(0).cause() == cause)
                .findFirst()
                .orElseThrow();
    }

    private static List<PbxSignal> signals(Incident incident, Duration length) {
        var signals = new ArrayList<PbxSignal>();
        var plant = plant(incident, signals);
        Instant broken = incident.start().plus(length.dividedBy(2));
        plant.begin();
        plant.runTo(broken);
        incident.breakages().get(0).begin().accept(plant);
        plant.runTo(incident.start().plus(length));
        return signals;
    }

    private static Plant plant(Incident incident, List<PbxSignal> signals) {
        Map<Object, List<TrunkId>> orders = new HashMap<>();
        for (Route route : incident.site().inventory().routes()) {
            orders.put(route.id(), route.trunks());
        }
        List<TrunkId> fixed =
                incident.site().inventory().trunks().stream().map(Trunk::id).toList();
        return new Plant(
                incident.site(), incident.seed(), incident.start(), r -> orders.getOrDefault(r, fixed), signals::add);
    }
}

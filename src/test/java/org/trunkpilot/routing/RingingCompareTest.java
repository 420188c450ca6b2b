package org.trunkpilot.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.signal.SnapshotTaken;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** What one trunk's belief owes to the others, to the past of the controller, and to the state of the PBX. */
class RingingCompareTest {
    private static final Instant T = Instant.parse("2026-03-02T08:00:00Z");
    private static final TrunkId A = new TrunkId("prov-a");
    private static final TrunkId B = new TrunkId("prov-b");
    private static final Inventory INVENTORY = new Inventory(
            new PbxId("hq"),
            List.of(trunk(A, "Alpha"), trunk(B, "Beta")),
            List.of(new SteeredRoute(new RouteId("default"), List.of(A, B))));

    private RouteController controller = controller(ControllerMemory.EMPTY);
    private Instant now = T;
    private int calls;

    @Test
    void aTrunkIsComparedWithTheOthersAndWithItsPastAlsoAfterARestart() {
        for (int i = 0; i < 300; i++) {
            ring(A, 1, 20);
        }
        now = now.plus(Duration.ofHours(1));
        ring(A, 1, 20);
        controller = controller(ControllerMemory.parse(controller.memory().text()));
        for (int i = 0; i < 10; i++) {
            ring(A, 4, 20);
        }
        assertThat(later()).as("nobody to compare with").isFalse();
        for (int i = 0; i < 5; i++) {
            ring(B, 1, 20);
        }
        assertThat(later()).isTrue();
        for (int i = 0; i < 15; i++) {
            ring(B, 4, 20);
        }
        assertThat(later()).as("all of them ring late").isFalse();
    }

    @Test
    void registrationsLostBeforeThePbxIsReadyAreNotHeldAgainstATrunk() {
        controller.accept(new LinkRestored(now, "Asterisk 22", Optional.of(now)));
        controller.accept(new SnapshotTaken(now));
        flap();
        assertThat(controller.decide(now).state()).isEqualTo(PbxState.BOOTING);
        assertThat(flaps()).isFalse();
        now = now.plus(Duration.ofMinutes(6));
        assertThat(controller.decide(now).state()).isEqualTo(PbxState.READY);
        flap();
        assertThat(flaps()).isTrue();
    }

    private void flap() {
        for (int i = 0; i < 3; i++) {
            for (var state : List.of(
                    Registration.State.REGISTERED, Registration.State.UNREGISTERED, Registration.State.REGISTERED)) {
                controller.accept(new Registration(now, A, state));
                now = now.plusSeconds(1);
            }
        }
    }

    private boolean flaps() {
        return finding(Finding.Kind.REGISTRATION_FLAPS);
    }

    private boolean later() {
        return finding(Finding.Kind.LATER_THAN_USUAL);
    }

    private boolean finding(Finding.Kind kind) {
        return controller.decide(now).beliefs().get(A).findings().stream().anyMatch(f -> f.kind() == kind);
    }

    private void ring(TrunkId trunk, int afterSeconds, int thenSeconds) {
        var call = new CallId("call-" + calls++);
        controller.accept(new Seizure(now, trunk, call, Optional.empty(), new Callee("callee-" + calls, "49")));
        now = now.plusSeconds(afterSeconds);
        controller.accept(new Progress(now, trunk, call, Progress.Kind.RINGING));
        controller.accept(new CallEnd(now, trunk, call, CallEnd.By.CALLER, OptionalInt.empty(), OptionalInt.empty()));
        now = now.plusSeconds(thenSeconds - afterSeconds);
    }

    private static RouteController controller(ControllerMemory memory) {
        return new RouteController(INVENTORY, RoutingPolicy.balanced(), Map.of(), HealthPolicy.balanced(), memory);
    }

    private static Trunk trunk(TrunkId id, String carrier) {
        return new Trunk(id, id.name(), carrier, "fibre", OptionalInt.of(30));
    }
}

package org.trunkpilot.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Grade;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.health.PhoneLegs;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.PhoneReport;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.signal.UplinkProbed;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** Phones that lose packets between them and the PBX: a switch in the house, or the network port of the PBX itself. */
class HouseSuspicionTest {
    private static final Instant T = Instant.parse("2026-03-02T09:00:00Z");
    private static final TrunkId A = new TrunkId("prov-a");
    private static final TrunkId C = new TrunkId("prov-c");
    private static final Inventory INVENTORY = new Inventory(
            new PbxId("hq"),
            List.of(
                    new Trunk(A, "prov-a", "Alpha", "fibre", OptionalInt.empty()),
                    new Trunk(C, "prov-c", "Gamma", "lte", OptionalInt.empty())),
            List.of(new SteeredRoute(new RouteId("default"), List.of(A, C))));

    private final PhoneLegs phones = new PhoneLegs(HealthPolicy.balanced().loss());
    private final PathWatch paths = new PathWatch(INVENTORY);

    /** Fifty seconds of talk of so many phones, the first of which lose 16 % of their packets. */
    private HouseSuspicionTest talk(int all, int bad) {
        for (int call = 0; call < all; call++) {
            var id = new CallId("c" + call);
            phones.accept(
                    new Seizure(T, A, id, Optional.empty(), new Callee("k" + call, "49"), Optional.of("phone" + call)));
            for (int report = 0; report < 10; report++) {
                var heard = new MediaReport.Reception(250, call < bad ? 40 : 0, 1);
                phones.accept(new PhoneReport(
                        T.plusSeconds(5L * report),
                        A,
                        id,
                        MediaReport.Direction.INBOUND,
                        Optional.of(heard),
                        OptionalLong.of(250)));
            }
        }
        return this;
    }

    private HouseSuspicionTest wayIsBad(TrunkId trunk) {
        for (int i = 0; i < 4; i++) {
            Instant sent = T.plusSeconds(10L * i);
            int millis = i == 0 ? 20 : 600;
            paths.accept(new ProbeSent(sent, trunk));
            paths.accept(
                    new ProbeAnswered(sent.plusMillis(millis), trunk, sent, Optional.of(Duration.ofMillis(millis))));
        }
        return this;
    }

    private Suspicion suspicion() {
        var beliefs = new LinkedHashMap<TrunkId, Belief>();
        INVENTORY.trunks().forEach(t -> beliefs.put(t.id(), Sketch.of(t.id()).at(T.plusSeconds(60))));
        return new Suspicion(
                T.plusSeconds(60),
                INVENTORY,
                beliefs,
                new CommonCause(INVENTORY, RoutingPolicy.balanced()),
                paths,
                phones,
                new Outcomes(INVENTORY));
    }

    private Culprit house() {
        return suspicion().house().orElseThrow();
    }

    private Culprit ofLossOfA() {
        return suspicion()
                .of(
                        INVENTORY.trunks().get(0),
                        new Finding(
                                Finding.Kind.LOSS_INBOUND,
                                Verdict.DEGRADED,
                                Grade.A,
                                T.plusSeconds(20),
                                "4 % of the packets were lost"));
    }

    @Test
    void aHouseInWhichNothingIsLostHasNoCulprit() {
        assertThat(talk(4, 0).suspicion().house()).isEmpty();
    }

    @Test
    void phonesThatLoseWhileTheTrunksDoNotHangOnASwitch() {
        Culprit culprit = talk(4, 2).house();
        assertThat(culprit.whose()).isEqualTo(Attribution.LAN_PHONES);
        assertThat(culprit.confidencePercent()).isEqualTo(Culprit.WITNESSED);
        assertThat(culprit.since()).isEqualTo(T);
        assertThat(culprit.words())
                .isEqualTo(
                        "16 % of the packets between the PBX and phone0 and phone1 are lost, of 4 phones in talk, and"
                                + " not on the trunks: a switch or a cable in the house.");
    }

    @Test
    void allPhonesAndAllWaysOutHaveThePortOfThePbxInCommon() {
        Culprit culprit = talk(4, 4).wayIsBad(A).wayIsBad(C).house();
        assertThat(culprit.whose()).isEqualTo(Attribution.PBX);
        assertThat(culprit.confidencePercent()).isEqualTo(Culprit.INFERRED);
        assertThat(culprit.words())
                .isEqualTo("16 % of the packets between the PBX and phone0, phone1 and phone2 and 1 more are lost, of 4"
                        + " phones in talk, and the ways to the carriers lose as well: the network port of the PBX.");
        assertThat(ofLossOfA().words())
                .isEqualTo("The PBX or what it hangs on, no carrier: phones and carriers lose packets alike.");
    }

    @Test
    void whereOneWayOutIsSoundItIsNotThePort() {
        assertThat(talk(4, 4).wayIsBad(A).house().whose()).isEqualTo(Attribution.LAN_PHONES);
        assertThat(ofLossOfA().whose()).isNotEqualTo(Attribution.PBX);
    }

    @Test
    void whereSomePhonesAreSoundItIsNotThePort() {
        assertThat(talk(8, 4).wayIsBad(A).wayIsBad(C).house().whose()).isEqualTo(Attribution.LAN_PHONES);
    }

    @Test
    void aReferenceHostThatLosesShowsThatItsWayOutDoes() {
        talk(4, 4).wayIsBad(A);
        for (int i = 0; i < 3; i++) {
            paths.accept(new UplinkProbed(T.plusSeconds(10 + 10 * i), "lte", Optional.empty()));
        }
        assertThat(house().whose()).isEqualTo(Attribution.PBX);
    }
}

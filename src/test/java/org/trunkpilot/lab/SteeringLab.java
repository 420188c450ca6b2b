package org.trunkpilot.lab;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.trunkpilot.pbx.PbxAdapter;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxAddress.RowStore;
import org.trunkpilot.pbx.PbxKind;
import org.trunkpilot.pbx.SteeringTerms;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** The lab's site as a configuration would have it, and the dialplan that is made from it. */
final class SteeringLab {
    /** Its endpoint has another name: rows speak of trunks, Dial of endpoints. */
    static final TrunkId A = new TrunkId("alpha.1");

    static final TrunkId B = new TrunkId("prov-b");
    static final RouteId DEFAULT = new RouteId("default");
    static final RouteId NIGHT = new RouteId("night.shift-2");
    static final RouteId EMERGENCY = new RouteId("emergency");

    /** As short as they may be, so that time-outs can be waited for. */
    static final SteeringTerms TERMS =
            new SteeringTerms(Duration.ofMinutes(10), Duration.ofSeconds(2), Duration.ofSeconds(10));

    /** Lets a test dial any string into any route, and shows what a careless dialplan would do with a row. */
    private static final String TEST_CONTEXTS = """

            [lab-steer]
            exten => s,1,Set(TP_NUMBER=${LAB_NUMBER})
             same => n,Gosub(trunkpilot-${LAB_ROUTE},s,1)
             same => n,Hangup(${GOSUB_RETVAL})

            [lab-careless]
            exten => s,1,Set(row=${DB(trunkpilot/order/default)})
             same => n,GotoIf($["${row}" = ""]?end)
             same => n(end),Hangup()
            """;

    private SteeringLab() {}

    static Inventory inventory(OptionalInt channelsOfA, OptionalInt channelsOfB) {
        return new Inventory(
                new PbxId("hq"),
                List.of(
                        new Trunk(A, "prov-a", "Alpha Telecom", "fibre", channelsOfA),
                        new Trunk(B, "prov-b", "Beta Voice", "lte", channelsOfB)),
                List.of(
                        new SteeredRoute(DEFAULT, List.of(A, B)),
                        new SteeredRoute(NIGHT, List.of(A, B)),
                        new EmergencyRoute(EMERGENCY, List.of(B, A))));
    }

    /** With room for every call of a test. */
    static Inventory inventory() {
        return inventory(OptionalInt.of(30), OptionalInt.empty());
    }

    /** The site of {@code application-lab.yml}, for tests that run the whole product. */
    static Inventory productsInventory() {
        TrunkId a = new TrunkId("prov-a");
        return new Inventory(
                new PbxId("hq"),
                List.of(
                        new Trunk(a, "prov-a", "Alpha Telecom", "fibre", OptionalInt.of(30)),
                        new Trunk(B, "prov-b", "Beta Voice", "lte", OptionalInt.of(30))),
                List.of(new SteeredRoute(DEFAULT, List.of(a, B)), new EmergencyRoute(EMERGENCY, List.of(B, a))));
    }

    static void install(Lab lab, RowStore rows, Inventory inventory) {
        lab.dialplan(adapter().dialplan(address(rows), inventory, TERMS) + TEST_CONTEXTS);
    }

    static PbxAddress address(RowStore rows) {
        return Lab.address(rows);
    }

    static PbxAdapter adapter() {
        try (var context = new AnnotationConfigApplicationContext("org.trunkpilot.pbx")) {
            return context.getBeansOfType(PbxAdapter.class).values().stream()
                    .filter(adapter -> adapter.kind() == PbxKind.ASTERISK)
                    .findFirst()
                    .orElseThrow();
        }
    }
}

package org.trunkpilot.pbx.freeswitch;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.trunkpilot.pbx.CalleeKey;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxKind;
import org.trunkpilot.pbx.Secret;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** The site of the recordings: one PBX, two carriers, three gateways. */
final class Site {
    static final TrunkId A = new TrunkId("prov-a");
    static final TrunkId B = new TrunkId("prov-b");

    /** It does not register; our name for it is another than the gateway's. */
    static final TrunkId C = new TrunkId("beta-by-address");

    static final RouteId DEFAULT = new RouteId("default");
    static final RouteId EMERGENCY = new RouteId("emergency");
    static final Inventory INVENTORY = new Inventory(
            new PbxId("hq"),
            List.of(
                    new Trunk(A, "prov-a", "Alpha Telecom", "fibre", OptionalInt.of(30)),
                    new Trunk(B, "prov-b", "Beta Voice", "lte", OptionalInt.of(30)),
                    new Trunk(C, "prov-c", "Beta Voice", "lte", OptionalInt.empty())),
            List.of(new SteeredRoute(DEFAULT, List.of(A, B)), new EmergencyRoute(EMERGENCY, List.of(B, A))));

    static final CalleeKey KEY = new CalleeKey("a key that only tests use".getBytes(StandardCharsets.UTF_8));

    static final String SECRET = "s3cret-of-this-test";

    private Site() {}

    static PbxAddress address(int port) {
        return address("127.0.0.1", port, SECRET);
    }

    static PbxAddress address(String host, int port, String secret) {
        return new PbxAddress(
                new PbxId("hq"),
                PbxKind.FREESWITCH,
                host,
                port,
                false,
                "",
                new Secret(secret),
                PbxAddress.RowStore.DATABASE);
    }
}

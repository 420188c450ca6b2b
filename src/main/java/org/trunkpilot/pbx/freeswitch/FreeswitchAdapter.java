package org.trunkpilot.pbx.freeswitch;

import java.time.InstantSource;
import java.util.List;
import org.springframework.stereotype.Component;
import org.trunkpilot.pbx.CalleeKey;
import org.trunkpilot.pbx.CheckItem;
import org.trunkpilot.pbx.PbxAdapter;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxConnection;
import org.trunkpilot.pbx.PbxKind;
import org.trunkpilot.pbx.PbxUnavailable;
import org.trunkpilot.pbx.SteeringTerms;
import org.trunkpilot.trunk.Inventory;

/** Everything we can do with a FreeSWITCH, over its Event Socket. */
@Component
final class FreeswitchAdapter implements PbxAdapter {
    @Override
    public PbxKind kind() {
        return PbxKind.FREESWITCH;
    }

    @Override
    public PbxConnection connect(PbxAddress address, Inventory inventory, CalleeKey calleeKey, InstantSource clock) {
        return new FreeswitchConnection(address, inventory, calleeKey, clock);
    }

    @Override
    public String setup(PbxAddress address, Inventory inventory, SteeringTerms terms) {
        return new FreeswitchSetup(address, inventory, terms).text();
    }

    @Override
    public String dialplan(PbxAddress address, Inventory inventory, SteeringTerms terms) {
        return new SteeringDialplan(inventory, terms).text();
    }

    @Override
    public String discover(PbxAddress address) throws PbxUnavailable {
        try (EslSession session = EslSession.open(address)) {
            return new FreeswitchDiscovery(address, session).yaml();
        }
    }

    @Override
    public List<CheckItem> check(PbxAddress address, Inventory inventory, SteeringTerms terms) {
        return new FreeswitchCheck(address, inventory, terms).run();
    }
}

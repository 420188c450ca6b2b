package org.trunkpilot.pbx.asterisk;

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

/** Everything we can do with an Asterisk, over AMI. */
@Component
final class AsteriskAdapter implements PbxAdapter {
    @Override
    public PbxKind kind() {
        return PbxKind.ASTERISK;
    }

    @Override
    public PbxConnection connect(PbxAddress address, Inventory inventory, CalleeKey calleeKey, InstantSource clock) {
        return new AsteriskConnection(address, inventory, calleeKey, clock);
    }

    @Override
    public String setup(PbxAddress address, Inventory inventory, SteeringTerms terms) {
        return new AsteriskSetup(address, inventory, terms).text();
    }

    @Override
    public String dialplan(PbxAddress address, Inventory inventory, SteeringTerms terms) {
        return new AsteriskSetup(address, inventory, terms).dialplanFile();
    }

    @Override
    public String discover(PbxAddress address) throws PbxUnavailable {
        try (AmiSession session = AmiSession.open(address)) {
            return new AsteriskDiscovery(address, session::ask).yaml();
        }
    }

    @Override
    public List<CheckItem> check(PbxAddress address, Inventory inventory, SteeringTerms terms) {
        return new AsteriskCheck(address, inventory, terms).run();
    }
}

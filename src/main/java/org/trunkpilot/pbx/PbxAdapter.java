package org.trunkpilot.pbx;

import java.time.InstantSource;
import java.util.List;
import org.trunkpilot.trunk.Inventory;

/** Everything we can do with one kind of PBX. One bean a kind. */
public interface PbxAdapter {
    PbxKind kind();

    /** A link that is not open yet. */
    PbxConnection connect(PbxAddress address, Inventory inventory, CalleeKey calleeKey, InstantSource clock);

    /** What to put on the PBX, as text for a person: account, rights and their risks, dialplan, how to reload. */
    String setup(PbxAddress address, Inventory inventory, SteeringTerms terms);

    /** The dialplan of {@link #setup} alone: the file to install. The same configuration gives the same text. */
    String dialplan(PbxAddress address, Inventory inventory, SteeringTerms terms);

    /** Connects and lists the PBX's trunks as YAML for the configuration. @throws PbxUnavailable when it cannot */
    String discover(PbxAddress address) throws PbxUnavailable;

    /** Connects and tests everything {@link #setup} asks for; one item each, none left out. */
    List<CheckItem> check(PbxAddress address, Inventory inventory, SteeringTerms terms);
}

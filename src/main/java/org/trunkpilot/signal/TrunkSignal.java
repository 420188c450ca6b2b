package org.trunkpilot.signal;

import org.trunkpilot.trunk.TrunkId;

/** A fact about one trunk: its registration, its reachability, or one of its calls. */
public sealed interface TrunkSignal extends PbxSignal
        permits Registration, Reachability, ProbeSent, ProbeAnswered, SeizureRefused, CallSignal {
    TrunkId trunk();
}

package org.trunkpilot.signal;

import org.trunkpilot.trunk.RouteId;

/** A fact about a whole route, told by the dialplan. */
public sealed interface RouteSignal extends PbxSignal permits NumberRefused, RouteExhausted {
    RouteId route();
}

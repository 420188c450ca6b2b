package org.trunkpilot.pbx.freeswitch;

/** Names of the dialplan. */
final class SteeringDialplan {
    static final String REALM = "trunkpilot";
    static final String ROUTE_VARIABLE = "trunkpilot_route";

    private SteeringDialplan() {}
}

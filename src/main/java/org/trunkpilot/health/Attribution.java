package org.trunkpilot.health;

/** Whose fault a trouble is; who is to be called. */
public enum Attribution {
    /** The carrier, or the path behind our uplink that only it can mend. */
    CARRIER(true),
    /** One of our own links to the outside. */
    UPLINK(true),
    /** The PBX: booting, drowning in registrations, its host or the network port of it. */
    PBX(false),
    /** Our own house: phones, switches, cables, Wi-Fi. */
    LAN_PHONES(false),
    /** The person called, or the network that person is in, by whatever carrier. */
    CALLEE(false),
    /** Our standing with the carrier: credentials, credit, caller ID, channels bought. */
    ACCOUNT(false),
    /** No codec that both sides accept. */
    CODEC(false),
    /** The evidence does not tell. */
    UNKNOWN(true);

    private final boolean movesHelp;

    Attribution(boolean movesHelp) {
        this.movesHelp = movesHelp;
    }

    /** Whether another trunk could do better. Where it could not, nothing is moved, however bad the trunk looks. */
    public boolean movesHelp() {
        return movesHelp;
    }
}

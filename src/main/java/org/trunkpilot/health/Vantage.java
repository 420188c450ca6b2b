package org.trunkpilot.health;

/** How far the far end's reports on the audio of a trunk see. */
public enum Vantage {
    /** Reports end at the carrier's edge: they tell of the way between it and us, and of nothing else. */
    CARRIER_EDGE("measured between us and the carrier's edge"),
    /** Reports come from the far end of the call: the callee's own network is in them. */
    END_TO_END("measured end to end, the callee's network included"),
    /** Either the audio or the OPTIONS tells no round trip, so they cannot be compared. */
    UNKNOWN("how far it is measured is not known");

    private final String words;

    Vantage(String words) {
        this.words = words;
    }

    /** What it means for a reader, to stand after a figure. */
    public String words() {
        return words;
    }
}

package org.trunkpilot.trunk;

/** What kind of number was called: how soon it may ring differs by the networks behind it. */
public enum Destination {
    /** Not told apart: no table names the number, or there is none. */
    ANY,
    LOCAL,
    NATIONAL,
    MOBILE,
    INTERNATIONAL,
    TOLL_FREE,
    PREMIUM,
    EMERGENCY;

    /** As an operator writes it: "toll-free"; "" for {@link #ANY}, of which nothing is to be said. */
    public String words() {
        return switch (this) {
            case ANY -> "";
            case LOCAL -> "local";
            case NATIONAL -> "national";
            case MOBILE -> "mobile";
            case INTERNATIONAL -> "international";
            case TOLL_FREE -> "toll-free";
            case PREMIUM -> "premium";
            case EMERGENCY -> "emergency";
        };
    }
}

package org.trunkpilot.practice.world;

/** A WAN link of the site. Down, it takes everything with it that leaves by it. */
public final class Uplink {
    private final String name;
    private boolean up = true;

    Uplink(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    public boolean up() {
        return up;
    }

    void becomes(boolean nowUp) {
        this.up = nowUp;
    }
}

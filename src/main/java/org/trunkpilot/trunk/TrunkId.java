package org.trunkpilot.trunk;

/** A trunk by its name in the configuration of its PBX; unique within one PBX. */
public record TrunkId(String name) implements Comparable<TrunkId> {
    /** @throws IllegalArgumentException when the name is not {@code [A-Za-z0-9_.-]{1,40}} */
    public TrunkId {
        Names.require("trunk", name);
    }

    @Override
    public int compareTo(TrunkId other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}

package org.trunkpilot.trunk;

/** A PBX by its name in the configuration. */
public record PbxId(String name) implements Comparable<PbxId> {
    /** @throws IllegalArgumentException when the name is not {@code [A-Za-z0-9_.-]{1,40}} */
    public PbxId {
        Names.require("PBX", name);
    }

    @Override
    public int compareTo(PbxId other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}

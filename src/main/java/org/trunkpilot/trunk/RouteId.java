package org.trunkpilot.trunk;

/** A route by its name in the configuration of its PBX; unique within one PBX. */
public record RouteId(String name) implements Comparable<RouteId> {
    /** @throws IllegalArgumentException when the name is not {@code [A-Za-z0-9_.-]{1,40}} */
    public RouteId {
        Names.require("route", name);
    }

    @Override
    public int compareTo(RouteId other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}

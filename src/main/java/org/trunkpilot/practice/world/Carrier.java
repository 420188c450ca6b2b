package org.trunkpilot.practice.world;

/** Who carries the calls of one or more trunks, and how it fares at the moment. */
public final class Carrier {
    private final String name;
    private final int lineMillis;
    private Conditions conditions = Conditions.WELL;

    /** @param lineMillis one-way delay of the line to it when all is well, in ms */
    Carrier(String name, int lineMillis) {
        this.name = name;
        this.lineMillis = lineMillis;
    }

    public String name() {
        return name;
    }

    public Conditions conditions() {
        return conditions;
    }

    int oneWayMillis() {
        return lineMillis + conditions.delayMillis();
    }

    void becomes(Conditions now) {
        this.conditions = now;
    }
}

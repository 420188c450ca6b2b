package org.trunkpilot.signal;

/** One call leg on one trunk: the PBX's own unique id of the trunk channel. */
public record CallId(String value) implements Comparable<CallId> {
    @Override
    public int compareTo(CallId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

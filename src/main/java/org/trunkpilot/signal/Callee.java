package org.trunkpilot.signal;

import org.trunkpilot.trunk.Destination;

/**
 * A number, of who was called or who calls, as much of it as we keep: personal data stops at the adapter.
 *
 * @param key keyed hash of the number (hex), equal for equal numbers of one installation
 * @param prefix the leading digits of the number, never the whole number
 * @param destination what kind of number it is, by the site's own table; ANY without one
 */
public record Callee(String key, String prefix, Destination destination) {
    /** A call whose number the PBX did not tell, such as one taken over. */
    public static final Callee UNKNOWN = new Callee("", "");

    /** A number of no particular kind. */
    public Callee(String key, String prefix) {
        this(key, prefix, Destination.ANY);
    }
}

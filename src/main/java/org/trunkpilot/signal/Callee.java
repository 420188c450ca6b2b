package org.trunkpilot.signal;

/**
 * Who was called, as much of it as we keep: personal data stops at the adapter.
 *
 * @param key keyed hash of the number (hex), equal for equal numbers of one installation
 * @param prefix the leading digits of the number, enough to tell a destination class, never the whole number
 */
public record Callee(String key, String prefix) {
    /** A call whose number the PBX did not tell, such as one taken over. */
    public static final Callee UNKNOWN = new Callee("", "");
}

package org.trunkpilot.pbx;

/**
 * One thing that was checked on a PBX.
 *
 * @param what the thing
 * @param found what was found, with its figures
 * @param remedy what to do; empty when nothing
 */
public record CheckItem(String what, Result result, String found, String remedy) {
    /** How it stands. */
    public enum Result {
        OK,
        /** It works, but something will be missing. */
        WARN,
        /** It will not work. */
        FAIL,
        /** It could not be tested, and why is in {@code found}. */
        SKIPPED
    }
}

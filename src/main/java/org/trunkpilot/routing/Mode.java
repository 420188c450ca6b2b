package org.trunkpilot.routing;

/** Whether we may write to a PBX. */
public enum Mode {
    /** Decide, write, read back. */
    ACTING,
    /** Decide and record the same, write nothing. */
    WATCHING
}

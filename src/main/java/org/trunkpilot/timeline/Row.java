package org.trunkpilot.timeline;

/** A row that is inserted once. */
interface Row {
    /** From the table's sequence; 0 until the row was first tried. */
    long id();

    /** Whether the row may be dropped first: legs and minutes, as against what was said and done. */
    boolean sample();
}

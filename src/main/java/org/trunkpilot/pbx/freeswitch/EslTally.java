package org.trunkpilot.pbx.freeswitch;

/** What the parts of {@link EslTranslator} share: its counts, and whether the PBX has said that it is going down. */
final class EslTally {
    long ignored;
    long unread;
    long forgotten;
    long endsUnheard;
    boolean stopping;
}

package org.trunkpilot.health;

/** The parts of a trunk's score; the score is that of the weakest part. */
public enum Part {
    REGISTRATION,
    REACHABILITY,
    SETUP,
    PDD,
    MEDIA
}

package org.trunkpilot.routing;

/** How far a PBX as a whole can be trusted just now; in all but READY no order is changed. */
public enum PbxState {
    /** Up, settled, and telling us what happens. */
    READY,
    /** It, or our link to it, has just come up; registrations are still arriving. */
    BOOTING,
    /** More registrations are coming and going than one carrier's fault explains. */
    STORM,
    /** We cannot hear it. */
    LINK_LOST
}

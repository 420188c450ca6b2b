package org.trunkpilot.pbx;

/** The PBX could not be reached or did not let us in; the message says what to do. */
public final class PbxUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    public PbxUnavailable(String message) {
        super(message);
    }
}

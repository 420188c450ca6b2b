package org.trunkpilot.pbx;

/** Nothing can be made of a capture; the message says why, and is to stand after the file's name. */
public final class CaptureUnreadable extends Exception {
    private static final long serialVersionUID = 1L;

    public CaptureUnreadable(String message) {
        super(message);
    }
}

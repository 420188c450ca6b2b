package org.trunkpilot.pbx;

/** The PBXes we know how to speak to. */
public enum PbxKind {
    ASTERISK,
    FREESWITCH
}

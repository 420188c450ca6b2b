package org.trunkpilot.practice;

/** What the make-believe PBX speaks. */
public enum Dialect {
    /** Asterisk's manager interface. */
    AMI,
    /** FreeSWITCH's event socket. */
    ESL
}

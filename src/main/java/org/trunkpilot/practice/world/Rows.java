package org.trunkpilot.practice.world;

/** Where the dialplan of the site reads the order rows of its routes. */
public enum Rows {
    /** Asterisk's AstDB, family {@code trunkpilot}. */
    ASTDB,
    /** Asterisk's global variables. */
    GLOBALS,
    /** FreeSWITCH's mod_hash, and mod_db where that has no valid row. */
    HASH_AND_DB;

    /** The families of {@link AstDb} that stand in for the two stores of FreeSWITCH. */
    public static final String HASH = "hash";

    public static final String DB = "db";
}

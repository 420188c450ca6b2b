package org.trunkpilot.pbx;

import org.trunkpilot.trunk.PbxId;

/**
 * Where a PBX listens and how to sign in there.
 *
 * @param port 1 to 65535
 * @param tls whether to speak TLS, with the host name checked
 * @param rowStore where the rows are kept
 * @param driver what drives the trunks' channels; matters on Asterisk only
 */
public record PbxAddress(
        PbxId pbx,
        PbxKind kind,
        String host,
        int port,
        boolean tls,
        String username,
        Secret secret,
        RowStore rowStore,
        ChannelDriver driver) {
    /** With chan_pjsip, which every Asterisk since 21 has alone. */
    public PbxAddress(
            PbxId pbx,
            PbxKind kind,
            String host,
            int port,
            boolean tls,
            String username,
            Secret secret,
            RowStore rowStore) {
        this(pbx, kind, host, port, tls, username, secret, rowStore, ChannelDriver.PJSIP);
    }

    /** Where on the PBX the order rows live. */
    public enum RowStore {
        /** The PBX's own database (AstDB; hash and db on FreeSWITCH): survives a restart. */
        DATABASE,
        /** Asterisk global variables: needs the narrowest right, forgets at restart and is asserted again. */
        GLOBALS
    }

    /** Asterisk's two SIP channel drivers: they are dialled differently. */
    public enum ChannelDriver {
        PJSIP,
        /** chan_sip: Asterisk 20 and before. */
        SIP
    }
}

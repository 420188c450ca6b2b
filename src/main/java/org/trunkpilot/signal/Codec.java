package org.trunkpilot.signal;

import java.util.Locale;
import java.util.Optional;

/** How the audio of a call is coded, as far as it matters for how loss and the coding itself are heard. */
public enum Codec {
    G711,
    G729,
    G723,
    G726,
    GSM,
    GSM_EFR,
    ILBC,
    /** Wideband. */
    G722,
    /** Wideband. */
    AMR_WB,
    /** Wideband. */
    OPUS;

    /** Whether it is rated on the scale of ITU-T G.107.1. */
    public boolean wideband() {
        return this == G722 || this == AMR_WB || this == OPUS;
    }

    /** The codec of a name as PBXes and SDP write it: {@code ulaw}, {@code PCMA/8000}, {@code g729a}; empty for others. */
    public static Optional<Codec> named(String name) {
        String plain = name.toLowerCase(Locale.ROOT);
        int rate = plain.indexOf('/');
        return switch (rate < 0 ? plain : plain.substring(0, rate)) {
            case "ulaw", "alaw", "pcmu", "pcma", "g711" -> Optional.of(G711);
            case "g729", "g729a", "g729ab" -> Optional.of(G729);
            case "g723", "g723.1" -> Optional.of(G723);
            case "g726", "g726-32", "g726aal2", "aal2-g726-32" -> Optional.of(G726);
            case "gsm" -> Optional.of(GSM);
            case "gsm-efr", "amr" -> Optional.of(GSM_EFR);
            case "ilbc" -> Optional.of(ILBC);
            case "g722" -> Optional.of(G722);
            case "amr-wb", "amrwb" -> Optional.of(AMR_WB);
            case "opus" -> Optional.of(OPUS);
            default -> Optional.empty();
        };
    }
}

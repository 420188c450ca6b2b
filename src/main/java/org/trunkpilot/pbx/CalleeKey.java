package org.trunkpilot.pbx;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.trunk.Destinations;

/** Turns a dialled number into a {@link Callee}: HMAC-SHA-256 with the installation's own key, 16 hex digits kept. */
public final class CalleeKey {
    /** Enough to tell the country and the kind of a number, not the person. */
    private static final int PREFIX_DIGITS = 4;

    private static final int KEY_HEX = 16;

    private final SecretKeySpec key;
    private final Destinations destinations;

    /** @param key at least 16 bytes of randomness, kept with the data */
    public CalleeKey(byte[] key) {
        this(spec(key), Destinations.NONE);
    }

    private CalleeKey(SecretKeySpec key, Destinations destinations) {
        this.key = key;
        this.destinations = destinations;
    }

    private static SecretKeySpec spec(byte[] key) {
        if (key.length < 16) {
            throw new IllegalArgumentException("the callee key needs at least 16 bytes");
        }
        return new SecretKeySpec(key, "HmacSHA256");
    }

    /** The same key, for a PBX with this table of destinations: the whole number is known only here. */
    public CalleeKey with(Destinations table) {
        return new CalleeKey(key, table);
    }

    public Callee of(String number) {
        if (number.isEmpty()) {
            return Callee.UNKNOWN;
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            String hex = HexFormat.of().formatHex(mac.doFinal(number.getBytes(StandardCharsets.UTF_8)));
            // A number no longer than twice the prefix would be told by it: keep less of a short one.
            int keep = Math.min(PREFIX_DIGITS, number.length() / 2);
            return new Callee(hex.substring(0, KEY_HEX), number.substring(0, keep), destinations.of(number));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}

package org.trunkpilot.practice.ami;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/** An AMI account: what it may hear and what it may do. */
public record Account(String username, String secret, Set<EventClass> read, Set<EventClass> write) {
    public Account {
        read = Set.copyOf(read);
        write = Set.copyOf(write);
    }

    /** The rights that Trunkpilot asks a site for, and no more. */
    public static Account leastRights(String username, String secret) {
        return new Account(
                username,
                secret,
                Set.of(EventClass.SYSTEM, EventClass.CALL, EventClass.REPORTING, EventClass.USER),
                Set.of(EventClass.SYSTEM, EventClass.REPORTING));
    }

    boolean opens(String name, String plainSecret) {
        return username.equals(name) && secret.equals(plainSecret);
    }

    boolean opensByKey(String name, String challenge, String key) {
        return username.equals(name) && md5(challenge + secret).equalsIgnoreCase(key);
    }

    /** AMI's challenge is MD5 and nothing else. */
    static String md5(String text) {
        try {
            var digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    @Override
    public String toString() {
        return "Account[" + username + "]";
    }
}
